-- Bodies of immigration enforcement, made from data/barred/ (FIRE-03; design chapter 20, section 12). A later list comes with a
-- migration of its own. Short names bar only what is called exactly so.
set role own_fw;
alter table fw.barred add column acronyms text[] not null default '{}';
insert into fw.barred (country, names, acronyms, domains, source) values
  ('AE', array['الهيئة الاتحادية للهوية والجنسية والجمارك وأمن المنافذ', 'Federal Authority for Identity, Citizenship, Customs and Port Security'], array['ICP'], array['icp.gov.ae'], 'Federal Decree-Law 29/2021'),
  ('AT', array['Bundesamt für Fremdenwesen und Asyl', 'Fremdenpolizei'], array['BFA'], array['bfa.gv.at'], 'BFA-Errichtungsgesetz'),
  ('AU', array['Australian Border Force', 'Department of Home Affairs'], array['ABF'], array['abf.gov.au', 'homeaffairs.gov.au'], 'Australian Border Force Act 2015'),
  ('BD', array['Border Guard Bangladesh', 'বর্ডার গার্ড বাংলাদেশ'], array['BGB'], array['bgb.gov.bd'], 'Border Guard Bangladesh Act 2010'),
  ('BE', array['Office des étrangers', 'Dienst Vreemdelingenzaken', 'Immigration Office of Belgium', 'Ausländeramt'], array['DVZ'], array['dofi.fgov.be'], 'Loi du 15 décembre 1980'),
  ('BG', array['Гранична полиция', 'Главна дирекция Гранична полиция', 'Дирекция Миграция'], '{}', '{}', 'Закон за Министерството на вътрешните работи'),
  ('CA', array['Canada Border Services Agency', 'Agence des services frontaliers du Canada'], array['CBSA', 'ASFC'], array['cbsa-asfc.gc.ca'], 'Canada Border Services Agency Act, S.C. 2005, c. 38'),
  ('CH', array['Staatssekretariat für Migration', 'Secrétariat d''État aux migrations', 'Segreteria di Stato della migrazione', 'Bundesamt für Zoll und Grenzsicherheit', 'Grenzwachtkorps', 'Corps des gardes-frontière'], array['SEM', 'BAZG'], array['sem.admin.ch', 'bazg.admin.ch'], 'Ausländer- und Integrationsgesetz, article 98'),
  ('CL', array['Servicio Nacional de Migraciones', 'Departamento de Extranjería y Policía Internacional'], '{}', array['serviciomigraciones.cl'], 'Ley 21.325'),
  ('CO', array['Unidad Administrativa Especial Migración Colombia', 'Migración Colombia'], '{}', array['migracioncolombia.gov.co'], 'Decreto 4062 de 2011'),
  ('CZ', array['Ředitelství služby cizinecké policie', 'Cizinecká policie', 'Foreign Police of the Czech Republic'], '{}', '{}', 'Zákon 326/1999 Sb.'),
  ('DE', array['Bundespolizei', 'Federal Police of Germany', 'Bundespolizeidirektion', 'Ausländerbehörde', 'Zentrale Ausländerbehörde', 'Landesamt für Einwanderung'], array['BPOL', 'ZAB'], array['polizei.bund.de', 'bundespolizei.de'], 'Bundespolizeigesetz, section 2; Aufenthaltsgesetz, section 71'),
  ('DK', array['Hjemrejsestyrelsen', 'Danish Return Agency', 'Udlændingekontrolafdelingen'], '{}', array['hjemst.dk'], 'Hjemrejseloven'),
  ('DO', array['Dirección General de Migración'], '{}', array['migracion.gob.do'], 'Ley 285-04'),
  ('DZ', array['شرطة الحدود', 'Police aux frontières algérienne'], '{}', '{}', 'Loi 08-11'),
  ('EG', array['الإدارة العامة للجوازات والهجرة والجنسية'], '{}', '{}', 'Law 89/1960'),
  ('ES', array['Comisaría General de Extranjería y Fronteras', 'Brigada de Extranjería y Fronteras', 'Brigada Provincial de Extranjería', 'Unidad Central de Fronteras'], array['CGEF', 'UCRIF'], '{}', 'Real Decreto 734/2020'),
  ('*', array['European Border and Coast Guard Agency', 'Frontex', 'Agence européenne de garde-frontières et de garde-côtes', 'Europäische Agentur für die Grenz- und Küstenwache', 'Agencia Europea de la Guardia de Fronteras y Costas', 'الوكالة الأوروبية لحرس الحدود والسواحل'], '{}', array['frontex.europa.eu'], 'Regulation (EU) 2019/1896'),
  ('*', array['European Union Agency for the Operational Management of Large-Scale IT Systems', 'eu-LISA'], '{}', array['eulisa.europa.eu'], 'Regulation (EU) 2018/1726'),
  ('FI', array['Rajavartiolaitos', 'Finnish Border Guard', 'Gränsbevakningsväsendet'], '{}', array['raja.fi'], 'Rajavartiolaki 578/2005'),
  ('FR', array['Police aux frontières', 'Direction nationale de la police aux frontières', 'Direction centrale de la police aux frontières', 'Direction générale des étrangers en France'], array['PAF', 'DNPAF', 'DCPAF', 'DGEF'], array['police-aux-frontieres.interieur.gouv.fr'], 'Décret no 2023-1013; public pages of the ministry of the interior'),
  ('GB', array['Immigration Enforcement', 'Home Office Immigration Enforcement', 'UK Border Force', 'Border Force', 'UK Visas and Immigration'], array['UKVI', 'HOIE'], array['homeoffice.gov.uk', 'immigrationenforcement.gov.uk'], 'Public pages of the Home Office'),
  ('GR', array['Hellenic Police Aliens Directorate', 'Διεύθυνση Αλλοδαπών', 'Υπηρεσία Διαχείρισης Μεταναστών', 'Διεύθυνση Προστασίας Συνόρων', 'Λιμενικό Σώμα', 'Hellenic Coast Guard'], '{}', array['hcg.gr'], 'Προεδρικό Διάταγμα 178/2014'),
  ('GT', array['Instituto Guatemalteco de Migración'], array['IGM'], array['igm.gob.gt'], 'Decreto 44-2016'),
  ('HR', array['Granična policija', 'Uprava za granicu', 'Croatian Border Police'], '{}', '{}', 'Zakon o nadzoru državne granice'),
  ('HU', array['Országos Idegenrendészeti Főigazgatóság', 'National Directorate-General for Aliens Policing', 'Határvadász'], array['OIF'], array['oif.gov.hu'], 'Government Decree 126/2019'),
  ('IE', array['Garda National Immigration Bureau', 'Border Management Unit'], array['GNIB'], '{}', 'Public pages of An Garda Síochána'),
  ('IL', array['Population and Immigration Authority', 'רשות האוכלוסין וההגירה'], array['PIBA'], array['piba.gov.il'], 'Government decision 3434/2008'),
  ('IN', array['Bureau of Immigration', 'Foreigners Regional Registration Office', 'Border Security Force'], array['FRRO', 'BSF'], array['boi.gov.in'], 'Public pages of the ministry of home affairs'),
  ('IQ', array['مديرية شؤون الإقامة', 'Residence Affairs Directorate'], '{}', '{}', 'Law 76/2017'),
  ('IR', array['پلیس مهاجرت و گذرنامه', 'Bureau for Aliens and Foreign Immigrants Affairs', 'اداره کل اتباع و مهاجرین خارجی'], array['BAFIA'], '{}', 'Public pages of the ministry of the interior'),
  ('IT', array['Direzione Centrale dell''Immigrazione e della Polizia delle Frontiere', 'Polizia di Frontiera', 'Ufficio Immigrazione della Questura'], '{}', '{}', 'Legge 189/2002, article 35'),
  ('JO', array['إدارة الإقامة والحدود', 'Residence and Borders Department'], '{}', array['psd.gov.jo'], 'Law 24/1973'),
  ('JP', array['出入国在留管理庁', 'Immigration Services Agency'], '{}', '{}', 'Act 93/1999'),
  ('KE', array['Border Management Secretariat', 'Directorate of Immigration Services'], '{}', array['immigration.go.ke'], 'Citizenship and Immigration Act 2011'),
  ('KR', array['출입국외국인정책본부', 'Korea Immigration Service'], '{}', array['immigration.go.kr'], 'Immigration Control Act'),
  ('LB', array['المديرية العامة للأمن العام', 'General Directorate of General Security', 'Direction générale de la Sûreté générale'], '{}', array['general-security.gov.lb'], 'Legislative Decree 139/1959'),
  ('LY', array['جهاز مكافحة الهجرة غير الشرعية', 'Directorate for Combating Illegal Migration', 'Department for Combatting Illegal Migration', 'Libyan Coast Guard', 'خفر السواحل الليبي'], array['DCIM'], '{}', 'Decree 386/2014'),
  ('MA', array['Direction de la migration et de la surveillance des frontières', 'مديرية الهجرة ومراقبة الحدود'], array['DMSF'], '{}', 'Public pages of the ministry of the interior'),
  ('MX', array['Instituto Nacional de Migración', 'National Institute of Migration', 'Estación Migratoria'], array['INM'], array['inm.gob.mx'], 'Ley de Migración 2011'),
  ('MY', array['Jabatan Imigresen Malaysia', 'Immigration Department of Malaysia', 'RELA Corps'], '{}', array['imi.gov.my'], 'Immigration Act 1959/63'),
  ('NL', array['Dienst Terugkeer en Vertrek', 'Repatriation and Departure Service', 'Vreemdelingenpolitie', 'Afdeling Vreemdelingenpolitie, Identificatie en Mensenhandel', 'Koninklijke Marechaussee', 'Royal Netherlands Marechaussee'], array['DT&V', 'AVIM', 'KMar'], array['dienstterugkeerenvertrek.nl'], 'Vreemdelingenwet 2000, articles 46 and 47'),
  ('NO', array['Politiets utlendingsenhet', 'National Police Immigration Service'], array['PU'], array['politietsutlendingsenhet.no'], 'Utlendingsloven'),
  ('NZ', array['Immigration New Zealand Compliance', 'New Zealand Customs Service'], '{}', array['immigration.govt.nz'], 'Immigration Act 2009'),
  ('PA', array['Servicio Nacional de Migración', 'Servicio Nacional de Fronteras'], array['SENAFRONT'], array['migracion.gob.pa'], 'Decreto Ley 3 de 2008'),
  ('PE', array['Superintendencia Nacional de Migraciones'], '{}', array['migraciones.gob.pe'], 'Decreto Legislativo 1130'),
  ('PK', array['Federal Investigation Agency Immigration Wing', 'Directorate General of Immigration and Passports'], '{}', array['dgip.gov.pk'], 'Public pages of the ministry of the interior'),
  ('PL', array['Straż Graniczna', 'Polish Border Guard', 'Komenda Główna Straży Granicznej'], '{}', array['strazgraniczna.pl'], 'Ustawa o Straży Granicznej 1990'),
  ('PT', array['Serviço de Estrangeiros e Fronteiras', 'Unidade Nacional de Estrangeiros e Fronteiras'], array['SEF', 'UNEF'], array['sef.pt'], 'Lei 73/2021'),
  ('RO', array['Poliția de Frontieră Română', 'Romanian Border Police', 'Inspectoratul General pentru Imigrări'], array['IGI'], array['politiadefrontiera.ro'], 'OUG 104/2001'),
  ('RS', array['Управа граничне полиције', 'Uprava granične policije'], '{}', '{}', 'Закон о граничној контроли'),
  ('RU', array['Главное управление по вопросам миграции', 'Пограничная служба ФСБ'], array['ГУВМ'], '{}', 'Указ 699/2016'),
  ('SA', array['المديرية العامة للجوازات', 'General Directorate of Passports', 'حرس الحدود السعودي'], '{}', array['gdp.gov.sa'], 'Royal Decree M/24'),
  ('SE', array['Gränspolisen', 'Gränspolisenheten', 'Swedish Border Police'], '{}', '{}', 'Utlänningslagen (2005:716), chapter 9'),
  ('SY', array['إدارة الهجرة والجوازات'], '{}', '{}', 'Law 2/2014'),
  ('TH', array['สำนักงานตรวจคนเข้าเมือง', 'Immigration Bureau'], '{}', array['immigration.go.th'], 'Immigration Act B.E. 2522'),
  ('TN', array['الإدارة العامة للحدود والأجانب', 'Garde nationale maritime', 'Direction générale des frontières et des étrangers'], '{}', '{}', 'Décret 84-1244'),
  ('TR', array['Göç İdaresi Başkanlığı', 'Presidency of Migration Management', 'Geri Gönderme Merkezi', 'Sahil Güvenlik Komutanlığı'], '{}', array['goc.gov.tr'], 'Law 6458'),
  ('UA', array['Державна прикордонна служба України', 'Державна міграційна служба України'], array['ДПСУ', 'ДМСУ'], array['dpsu.gov.ua', 'dmsu.gov.ua'], 'Закон 661-IV'),
  ('US', array['Immigration and Customs Enforcement', 'Enforcement and Removal Operations', 'Homeland Security Investigations', 'Servicio de Inmigración y Control de Aduanas'], array['ICE', 'ERO', 'HSI'], array['ice.dhs.gov', 'ice.gov'], '6 U.S.C. 252; public site of the agency'),
  ('US', array['Customs and Border Protection', 'U.S. Border Patrol', 'United States Border Patrol', 'Patrulla Fronteriza', 'Oficina de Aduanas y Protección Fronteriza'], array['CBP', 'USBP'], array['cbp.dhs.gov', 'cbp.gov'], '6 U.S.C. 211; public site of the agency'),
  ('US', array['Department of Homeland Security', 'Departamento de Seguridad Nacional'], array['DHS'], array['dhs.gov'], '6 U.S.C. 111'),
  ('XW', array['Selmora Border Guard', 'Garde-frontières de Selmora', 'Guardia de Fronteras de Selmora', 'حرس حدود سلمورا'], array['SBG'], array['borderguard.xw.example'], 'The demonstration country, which is made up'),
  ('ZA', array['Immigration Inspectorate', 'Border Management Authority'], array['BMA'], array['bma.gov.za'], 'Border Management Authority Act 2 of 2020');

-- Full names bar in every country: a body of one country is no better guest in another.
create or replace function fw.refuse_barred() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
declare
  plain text := ' ' || fw.plain_name(new.name) || ' ';
begin
  if exists (
    select from fw.barred b, unnest(b.names) barred_name where position(' ' || fw.plain_name(barred_name) || ' ' in plain) > 0
  ) or exists (
    select from fw.barred b, unnest(b.acronyms) acronym
    where b.country in ('*', new.country) and fw.plain_name(acronym) = fw.plain_name(new.name)
  ) then
    raise exception using errcode = 'WH022', message = 'recipient barred', column = 'name';
  end if;
  return new;
end $$;
reset role;
insert into fw.column_class (schema_name, table_name, column_name, class, concept)
  values ('fw', 'barred', 'acronyms', 'reference', 'barred: acronyms');
