-- The guard's second gate (design chapter 20, section 11): names in the database, and keys in JSON.
-- The words and the first two functions are written by databaseRule() in src/firewall/guard/database-words.ts.

-- Letters and cases of all scripts, whatever the locale of the server: built in since PostgreSQL 18, from ICU before.
do $$
begin
  if exists (select from pg_collation where collname = 'pg_unicode_fast') then
    create collation fw.words from pg_catalog.pg_unicode_fast;
  else
    create collation fw.words from pg_catalog."und-x-icu";
  end if;
  alter collation fw.words owner to own_fw;
end $$;

set role own_fw;

create table fw.guard_word (
  concept text not null,
  tier smallint not null check (tier in (0, 1)),
  pattern text not null primary key
);
insert into fw.guard_word (concept, tier, pattern) values
  ('visa', 0, '_visa|_visum|_visado|_visto_|_vistos_|_vize_|_vizesi|_vizet|_viza_|_vizas|_fiisaha|_fiiso|_tashira|_taashira|_tasheera|_ravadid|_einreisegenehmigung|_виза_|_визы_|_визов|_віза_|_візи_|_візов|_تاشير|_فيزا|_ويزا|_رواديد|_ቪዛ'),
  ('immigration_status', 0, '_undocumented|_sanspapiers|_sinpapeles|_indocument|_aufenthaltsstatus|_overstay|_noncitizen|_lawfulpresence|_aslanima|_immistatus|_immstatus|_asylumseeker|_asylee|_vid_na_zhitelstvo_|_(immig|imig|inmig|migra|migrat|residen|residenc|alien|asyl|asil|azyl|refug|citizen|lawful|legal|humanitarian|stay|sejour|aufenthalt|fluechtling|fluchtling|multeci|siginma|gocmen|ikamet|oturum|hijra|iqama|eqamat|mohajer|panahand|panahjo|qaxooti|muhajir|bezhen|bizhen|prebyvan|migrats|quanun|qanuni|irregular|unauthori|documentation|settle|settled|undoc|tps|daca)[^_]*(_[^_]+){0,3}_(status|statut|estatus|estatuto|situation|situacion|situacao|condicion|condicao|statu|durum|hala|wad(?=_)|waz|vaziat|vaziyat|category|categor|categorie|xaalad|sharci)|_(status|statut|estatus|estatuto|situation|situacion|situacao|condicion|condicao|statu|durum|hala|wad(?=_)|waz|vaziat|vaziyat|category|categor|categorie|xaalad|sharci)[^_]*(_[^_]+){0,3}_(immig|imig|inmig|migra|migrat|residen|residenc|alien|asyl|asil|azyl|refug|citizen|lawful|legal|humanitarian|stay|sejour|aufenthalt|fluechtling|fluchtling|multeci|siginma|gocmen|ikamet|oturum|hijra|iqama|eqamat|mohajer|panahand|panahjo|qaxooti|muhajir|bezhen|bizhen|prebyvan|migrats|quanun|qanuni|irregular|unauthori|documentation|settle|settled|undoc|tps|daca)|_(immig|imig|inmig|migra|migrat|residen|residenc|alien|asyl|asil|azyl|refug|citizen|lawful|legal|humanitarian|stay|sejour|aufenthalt|fluechtling|fluchtling|multeci|siginma|gocmen|ikamet|oturum|hijra|iqama|eqamat|mohajer|panahand|panahjo|qaxooti|muhajir|bezhen|bizhen|prebyvan|migrats|quanun|qanuni|irregular|unauthori|documentation|settle|settled|undoc|tps|daca)[^_]*(status|statut|estatus|estatuto|situation|situacion|situacao|condicion|condicao|statu|durum|hala|wad(?=_)|waz|vaziat|vaziyat|category|categor|categorie|xaalad|sharci)|_(status|statut|estatus|estatuto|situation|situacion|situacao|condicion|condicao|statu|durum|hala|wad(?=_)|waz|vaziat|vaziyat|category|categor|categorie|xaalad|sharci)[^_]*(immig|imig|inmig|migra|migrat|residen|residenc|alien|asyl|asil|azyl|refug|citizen|lawful|legal|humanitarian|stay|sejour|aufenthalt|fluechtling|fluchtling|multeci|siginma|gocmen|ikamet|oturum|hijra|iqama|eqamat|mohajer|panahand|panahjo|qaxooti|muhajir|bezhen|bizhen|prebyvan|migrats|quanun|qanuni|irregular|unauthori|documentation|settle|settled|undoc|tps|daca)|_(papers|papiers|papeles)[^_]*(_[^_]+){0,3}_(has|holds|en_regle|valid)|_(has|holds|en_regle|valid)[^_]*(_[^_]+){0,3}_(papers|papiers|papeles)|_(papers|papiers|papeles)[^_]*(has|holds|en_regle|valid)|_(has|holds|en_regle|valid)[^_]*(papers|papiers|papeles)|_(миграц|имигр|иммигр|правов|бежен|біжен|мігра|легальн)[^_]*(_[^_]+){0,3}_(статус|положени|становищ)|_(статус|положени|становищ)[^_]*(_[^_]+){0,3}_(миграц|имигр|иммигр|правов|бежен|біжен|мігра|легальн)|_(миграц|имигр|иммигр|правов|бежен|біжен|мігра|легальн)[^_]*(статус|положени|становищ)|_(статус|положени|становищ)[^_]*(миграц|имигр|иммигр|правов|бежен|біжен|мігра|легальн)|_(هجر|اقام|لجو|لاجي|قانوني|مهاجر|پناهند)[^_]*(_[^_]+){0,3}_(وضع|حال|وضعي|صف)|_(وضع|حال|وضعي|صف)[^_]*(_[^_]+){0,3}_(هجر|اقام|لجو|لاجي|قانوني|مهاجر|پناهند)|_(هجر|اقام|لجو|لاجي|قانوني|مهاجر|پناهند)[^_]*(وضع|حال|وضعي|صف)|_(وضع|حال|وضعي|صف)[^_]*(هجر|اقام|لجو|لاجي|قانوني|مهاجر|پناهند)|_(ስደተኛ|ኢሚግሬሽን|መንበሪ|ሕጋዊ|ሕጋውነት)[^_]*(_[^_]+){0,3}_(ኩነት|ኹነታት|ሁኔታ|ደረጃ)|_(ኩነት|ኹነታት|ሁኔታ|ደረጃ)[^_]*(_[^_]+){0,3}_(ስደተኛ|ኢሚግሬሽን|መንበሪ|ሕጋዊ|ሕጋውነት)|_(ስደተኛ|ኢሚግሬሽን|መንበሪ|ሕጋዊ|ሕጋውነት)[^_]*(ኩነት|ኹነታት|ሁኔታ|ደረጃ)|_(ኩነት|ኹነታት|ሁኔታ|ደረጃ)[^_]*(ስደተኛ|ኢሚግሬሽን|መንበሪ|ሕጋዊ|ሕጋውነት)'),
  ('residence_permit', 0, '_greencard|_aufenthaltstitel|_aufenthaltserlaubnis|_aufenthaltsgenehmigung|_niederlassungserlaubnis|_aufenthaltsgestattung|_arbeitserlaubnis|_duldung|_iqama|_eqamat|_ikamet|_kimlik_tur|_vnzh|_внж|_рвп_|_вид_на_жительство|_посвідк|_titre_de_sejour|_titresejour|_carte_de_sejour|_cartesejour|_tarjeta_de_residencia|_permiso_de_residencia|_autorizacao_de_residencia|_leave_to_remain|_leave_to_enter|_right_to_work|_right_to_remain|_right_to_reside|_permit_type|_permit_kind|_permit_no|_permit_class|_permit_categ|_permit_expir|_permit_hold|_permit_valid|_permit_until|_type_of_permit|_settled_status|_تصريح_اقام|_بطاق_اقام|_اقامت|_መንበሪ_ፈቃድ|_የመኖሪያ_ፈቃድ|_(residen|residenc|stay|sejour|oturma|oturum|yashash|work(?=_)|trabajo|trabalho|travail|calisma|deganaansho)[^_]*(_[^_]+){0,3}_(permit|permis|permiso|autorizac|autorisation|titre|title|izin|izni|card(?=_)|carte(?=_)|tarjeta|razreshen|ruqsad)|_(permit|permis|permiso|autorizac|autorisation|titre|title|izin|izni|card(?=_)|carte(?=_)|tarjeta|razreshen|ruqsad)[^_]*(_[^_]+){0,3}_(residen|residenc|stay|sejour|oturma|oturum|yashash|work(?=_)|trabajo|trabalho|travail|calisma|deganaansho)|_(residen|residenc|stay|sejour|oturma|oturum|yashash|work|trabajo|trabalho|travail|calisma|deganaansho)[^_]*(permit|permis|permiso|autorizac|autorisation|titre|title|izin|izni|card(?=_)|carte(?=_)|tarjeta|razreshen|ruqsad)|_(permit|permis|permiso|autorizac|autorisation|titre|title|izin|izni|card(?=_)|carte(?=_)|tarjeta|razreshen|ruqsad)[^_]*(residen|residenc|stay|sejour|oturma|oturum|yashash|work(?=_)|trabajo|trabalho|travail|calisma|deganaansho)|_(بطاق|رخص|تصريح|اذن|كارت|پروان)[^_]*(_[^_]+){0,3}_(اقام|عمل(?=_))|_(اقام|عمل(?=_))[^_]*(_[^_]+){0,3}_(بطاق|رخص|تصريح|اذن|كارت|پروان)|_(بطاق|رخص|تصريح|اذن|كارت|پروان)[^_]*(اقام|عمل(?=_))|_(اقام|عمل(?=_))[^_]*(بطاق|رخص|تصريح|اذن|كارت|پروان)|_(разрешен|дозвіл|дозвол)[^_]*(_[^_]+){0,3}_(прожив|пребыв|работ|перебув|робот|проживан)|_(прожив|пребыв|работ|перебув|робот|проживан)[^_]*(_[^_]+){0,3}_(разрешен|дозвіл|дозвол)|_(разрешен|дозвіл|дозвол)[^_]*(прожив|пребыв|работ|перебув|робот|проживан)|_(прожив|пребыв|работ|перебув|робот|проживан)[^_]*(разрешен|дозвіл|дозвол)'),
  ('asylum_procedure', 0, '_asylum|_asile_|_asilo_|_asyl_|_asylantrag|_asylverfahren|_asylbewerb|_aktenzeichen_bamf|_alien_no|_alien_num|_alien_reg|_alien_id|_a_number_|_anumber_|_unhcr_no|_unhcr_num|_unhcr_id|_unhcr_case|_unhcr_card|_unhcr_reg|_progres_id|_progres_no|_refugee_no|_refugee_num|_refugee_id|_refugee_card|_refugee_cert|_rsd_status|_rsd_stage|_panahandegi|_panahjui|_magangalyo|_magangelyo|_убежищ|_притулк|_لجوء|_پناهندگ|_پناهجو|_ዑቕባ|_ዑቅባ|_ጥገኝነት'),
  ('registration_with_authority', 0, '_moi_card|_moi_reg|_registered_with_police|_registered_with_authorit|_registered_with_unhcr|_police_registration'),
  ('entry_manner', 0, '_bordercross|_border_cross|_crossed_border|_crossing_of_border|_grenzuebertritt|_grenzubertritt|_einreise|_smuggled_in|_how_entered|_entered_country|_entered_illeg|_entered_irreg|_passage_frontiere|_cruce_frontera|_cruce_de_frontera|_въезд|_візд|_в_ізд|_vezd_|_дخول_البلاد|_نوع_ورود|_تاريخ_ورود|_عبور_حدود|_(entry(?=_)|entree|entrada|ingreso|giris|dukhul|dokhul|vorud|vorood|galitaan)[^_]*(_[^_]+){0,3}_(manner|mode(?=_)|means|border|port(?=_)|irregular|illegal|unlawful|lawful|stamp|country|pays|pais|maniere|moyen|frontiere|frontera|fronteira|forma|manera|ulke|sekli|tariqa|date(?=_)|fecha(?=_)|data_de|dadka)|_(manner|mode(?=_)|means|border|port(?=_)|irregular|illegal|unlawful|lawful|stamp|country|pays|pais|maniere|moyen|frontiere|frontera|fronteira|forma|manera|ulke|sekli|tariqa|date(?=_)|fecha(?=_)|data_de|dadka)[^_]*(_[^_]+){0,3}_(entry(?=_)|entree|entrada|ingreso|giris|dukhul|dokhul|vorud|vorood|galitaan)|_(entry|entree|entrada|ingreso|giris|dukhul|dokhul|vorud|vorood|galitaan)[^_]*(manner|mode(?=_)|means|border|port(?=_)|irregular|illegal|unlawful|lawful|stamp|country|pays|pais|maniere|moyen|frontiere|frontera|fronteira|forma|manera|ulke|sekli|tariqa|date(?=_)|fecha(?=_)|data_de|dadka)|_(manner|mode(?=_)|means|border|port(?=_)|irregular|illegal|unlawful|lawful|stamp|country|pays|pais|maniere|moyen|frontiere|frontera|fronteira|forma|manera|ulke|sekli|tariqa|date(?=_)|fecha(?=_)|data_de|dadka)[^_]*(entry(?=_)|entree|entrada|ingreso|giris|dukhul|dokhul|vorud|vorood|galitaan)|_(دخول|ورود)[^_]*(_[^_]+){0,3}_(طريق|كيفي|تاريخ|نقط|منفذ|بلد|نحو)|_(طريق|كيفي|تاريخ|نقط|منفذ|بلد|نحو)[^_]*(_[^_]+){0,3}_(دخول|ورود)|_(دخول|ورود)[^_]*(طريق|كيفي|تاريخ|نقط|منفذ|بلد|نحو)|_(طريق|كيفي|تاريخ|نقط|منفذ|بلد|نحو)[^_]*(دخول|ورود)'),
  ('removal_order', 0, '_deport|_removal_order|_removalorder|_expulsion|_oqtf|_abschieb|_ausreisepflicht|_rueckfuehrung|_return_decision|_returndecision|_entry_ban|_entryban|_re_entry_ban|_sinir_disi|_sinirdisi|_депортац|_выдворен|_видворен|_ترحيل|_اخراج_از|_ردمرز|_masaafurin'),
  ('immigration_detention', 0, '_abschiebehaft|_ice_custody|_ice_detain|_geri_gonderme|_(immig|imig|inmig|migra|border|retention)[^_]*(_[^_]+){0,3}_(detention|detain|detenc|custody|retencion|administrative)|_(detention|detain|detenc|custody|retencion|administrative)[^_]*(_[^_]+){0,3}_(immig|imig|inmig|migra|border|retention)|_(immig|imig|inmig|migra|border|retention)[^_]*(detention|detain|detenc|custody|retencion|administrative)|_(detention|detain|detenc|custody|retencion|administrative)[^_]*(immig|imig|inmig|migra|border|retention)'),
  ('nationality', 1, '_nationality|_nationalities|_nationalite|_nacionalidad|_nacionalidade|_staatsangehoerig|_staatsangehorig|_staatsbuerger|_citizenship|_ciudadania|_cidadania|_citoyennete|_uyruk|_uyrug|_vatandaslik|_jinsiya|_jensiya|_melliyat|_tabeiyat|_tabiiyat|_dhalasho|_jinsiyad|_grazhdanstv|_гражданств|_громадянств|_جنسي|_مليت|_تابعيت|_ዜግነት|_ዜግነት|_(country(?=_)|pays(?=_)|pais(?=_)|land(?=_)|herkunfts)[^_]*(_[^_]+){0,3}_(origin|origine|origen|origem|passport|citizen|land)|_(origin|origine|origen|origem|passport|citizen|land)[^_]*(_[^_]+){0,3}_(country(?=_)|pays(?=_)|pais(?=_)|land(?=_)|herkunfts)|_(country|pays|pais|land|herkunfts)[^_]*(origin|origine|origen|origem|passport|citizen|land)|_(origin|origine|origen|origem|passport|citizen|land)[^_]*(country(?=_)|pays(?=_)|pais(?=_)|land(?=_)|herkunfts)'),
  ('birth_country', 1, '_birthplace|_birthcountry|_geburtsland|_geburtsort|_(birth(?=_)|naissance|nacimiento|nascimento|dogum|born(?=_))[^_]*(_[^_]+){0,3}_(country|place(?=_)|pays|lieu|pais|lugar|ulke|yeri)|_(country|place(?=_)|pays|lieu|pais|lugar|ulke|yeri)[^_]*(_[^_]+){0,3}_(birth(?=_)|naissance|nacimiento|nascimento|dogum|born(?=_))|_(birth|naissance|nacimiento|nascimento|dogum|born)[^_]*(country|place(?=_)|pays|lieu|pais|lugar|ulke|yeri)|_(country|place(?=_)|pays|lieu|pais|lugar|ulke|yeri)[^_]*(birth(?=_)|naissance|nacimiento|nascimento|dogum|born(?=_))'),
  ('ethnicity', 1, '_ethnic|_ethnie|_etnia|_etnic|_etnik|_national_origin|_skin_colo|_tribe_|_caste_|_race_'),
  ('religion', 1, '_religion|_religios|_religieu|_religiou|_religiao|_diyana|_mazhab|_konfession|_вероисповед'),
  ('arrival_year', 1, '_arrived_in_country|_date_arrived|_year_arrived|_(arrival|arrivee|llegada|chegada|ankunft)[^_]*(_[^_]+){0,3}_(year|date(?=_)|annee|country|ano(?=_)|fecha|month)|_(year|date(?=_)|annee|country|ano(?=_)|fecha|month)[^_]*(_[^_]+){0,3}_(arrival|arrivee|llegada|chegada|ankunft)|_(arrival|arrivee|llegada|chegada|ankunft)[^_]*(year|date(?=_)|annee|country|ano(?=_)|fecha|month)|_(year|date(?=_)|annee|country|ano(?=_)|fecha|month)[^_]*(arrival|arrivee|llegada|chegada|ankunft)');

create table fw.guard_exception (words text primary key);
insert into fw.guard_exception (words) values
  ('document_withheld_by_employer'),
  ('documents_withheld_by_employer'),
  ('papers_demanded_by_provider'),
  ('reported_by_provider'),
  ('status_refusal'),
  ('visa_card'),
  ('visa_mastercard'),
  ('mastercard_visa'),
  ('visa_debit'),
  ('visa_credit'),
  ('visage'),
  ('visages'),
  ('parking_permit'),
  ('building_permit'),
  ('planning_permit'),
  ('event_permit'),
  ('fishing_permit'),
  ('data_entry'),
  ('log_entry'),
  ('audit_entry'),
  ('ledger_entry'),
  ('tree_entry'),
  ('queue_entry'),
  ('entry_fee'),
  ('entry_level'),
  ('bus_arrival'),
  ('train_arrival'),
  ('parcel_arrival'),
  ('stock_arrival'),
  ('goods_arrival'),
  ('race_condition'),
  ('race_conditions'),
  ('legal_status_of_organization'),
  ('legal_status_of_organisation'),
  ('organization_legal_status'),
  ('organisation_legal_status'),
  ('product_country_of_origin'),
  ('citizenship_classes'),
  ('citizenship_class'),
  ('refugee_council'),
  ('asylum_legal_aid');

create table fw.guard_place (place text primary key, why text not null);
insert into fw.guard_place (place, why) values
  ('directory.organization.legal_status', 'HSDS 3.1 column: the legal form of an organisation (charity, company), never of a person'),
  ('directory.pub_organization.legal_status', 'the same HSDS column in the public view');

-- The ways to read one name, each as _word_word_.
create function fw.name_readings(name text) returns setof text
language plpgsql stable set search_path = '' as $$
declare
  plain text := regexp_replace(normalize(name, NFKD), '[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200f\u2060\ufeff]', '', 'g');
  joined text;
  reading text;
  run text;
begin
  plain := regexp_replace(plain, '([[:lower:]])([[:upper:]])' collate fw.words, '\1_\2', 'g');
  plain := regexp_replace(plain, '([[:upper:]])([[:upper:]][[:lower:]])' collate fw.words, '\1_\2', 'g');
  plain := translate(lower(plain collate fw.words), 'أإآٱىیېةەکۆħđłøıßӏ', 'اااايييههكوhdloisl');
  plain := regexp_replace('_' || plain || '_', '[^[:alnum:]]+' collate fw.words, '_', 'g');
  plain := regexp_replace(plain, '_ال(?=[^_]{3})', '_', 'g');
  joined := regexp_replace(plain, '(?<=_[^_])_(?=[^_]_)', '', 'g');
  foreach reading in array array[plain, joined, regexp_replace(plain, '[0-9]+(?=_)', '', 'g'),
    translate(joined, '013457', 'oieast'), translate(joined, 'аеорсухіјѕкмтвндԁ', 'aeopcyxijskmtbhdd')] loop
    for run in select words from fw.guard_exception order by words loop
      reading := replace(reading, '_' || run || '_', '_');
    end loop;
    return next reading;
  end loop;
end $$;

-- The concept that a name speaks of, the gravest first; no row when none.
create function fw.judge_name(name text) returns table (concept text, tier smallint)
language sql stable set search_path = '' as $$
  with reading as materialized (select distinct r as text from fw.name_readings(name) r)
  select w.concept, w.tier from fw.guard_word w
  where exists (select from reading where text ~ (w.pattern collate "C"))
  order by w.tier, w.concept limit 1
$$;

-- Fields that forms and events may carry: each with a reason and whether the service can run without it.
create table fw.field (
  field_id text primary key check (field_id ~ '^[a-z][a-z0-9_]{1,60}$'),
  concept text not null,
  tier smallint not null default 3 check (tier in (1, 2, 3)),
  data_type text not null check (data_type in ('code', 'codes', 'number', 'flag', 'date', 'time', 'id', 'ids', 'text')),
  class text not null check (class in ('coded', 'sealed', 'end_sealed')),
  justification text not null check (length(justification) >= 40),
  needed_to_serve boolean not null,
  purposes text[] not null check (cardinality(purposes) > 0)
);
insert into fw.field (field_id, concept, data_type, class, justification, needed_to_serve, purposes) values
  ('channel', 'way of contact', 'code', 'coded', 'How the contact came about, so that points plan staff for doors, phones and rounds', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('heads', 'people present', 'number', 'coded', 'How many came together: food, beds and queue places are counted by heads', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('first_time', 'first contact here', 'code', 'coded', 'Said by the person: lets yearly figures estimate people without any register', false, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('left_without', 'left before help', 'code', 'coded', 'Why somebody left without help, so that the point can mend what drove them away', false, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('tags', 'languages spoken', 'codes', 'coded', 'Languages the person chose, so that somebody who speaks one of them is called', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('modes', 'language modes', 'codes', 'coded', 'Whether she reads, hears or signs the language, so that words reach her', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('same_sex', 'wish for a worker', 'code', 'coded', 'Her wish for a woman or a man, which the point promises to meet where it can', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('alone', 'wish for a room', 'flag', 'coded', 'Her wish to speak without others near, which decides the room', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('veto_interpreter', 'interpreter refused', 'flag', 'coded', 'An interpreter whom she does not want, so that another is found', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('rules_version', 'screening rules', 'number', 'coded', 'Which version of the screening rules was used, so that it can be explained later', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('answers', 'screening answers', 'codes', 'coded', 'What was answered in the screening, so that urgency can be explained and checked', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('skipped', 'questions skipped', 'codes', 'coded', 'Which questions were not asked or not answered: unknown stays unknown', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('level', 'urgency', 'code', 'coded', 'How urgent the need is: it orders the queue, and nothing else may', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('because', 'reasons of urgency', 'codes', 'coded', 'Which answers made the urgency, so that a worker can explain it to her face', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('code', 'need', 'code', 'coded', 'The need by its UNHCR code or our own: what the visit is about', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('how', 'how known', 'code', 'coded', 'Whether a need was said or only observed, so that nobody is labelled by a look', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('declined', 'help declined', 'flag', 'coded', 'That help was offered and declined, so that it is not pressed on her again', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('due_at', 'time due', 'time', 'coded', 'By when somebody should have been seen, so that late ones stand out', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('reason', 'reason', 'code', 'coded', 'Coded reason of a change or a refusal, so that it can be counted and mended', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('barrier', 'barrier', 'code', 'coded', 'What stood in the way (B01 to B23), so that barriers can be counted and taken down', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('alternative', 'alternative offered', 'code', 'coded', 'What was offered instead of what could not be given', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('service_code', 'service given', 'code', 'coded', 'Which service was given, for the day sheet and for the report of the point', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('topic', 'topic', 'code', 'coded', 'The topic of a consultation; one visit may hold several', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('item_code', 'item', 'code', 'coded', 'Which item was handed out: stock and donors need the number of items', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('quantity', 'quantity', 'number', 'coded', 'How many items were handed out: items, visits and people stay three numbers', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('topic_minutes', 'minutes', 'number', 'coded', 'How long a consultation took, so that rosters fit the work', false, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('shared_language', 'common language', 'flag', 'coded', 'Whether worker and person had a common language when consent was explained', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('interpreter_ref', 'interpreter booking', 'id', 'coded', 'Which booking of an interpreter served the talk; consent points at it', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('notice_id', 'notice played', 'id', 'coded', 'Which recorded notice was played or shown, so that consent can be understood later', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('referral_id', 'referral', 'id', 'coded', 'Which referral an event belongs to, so that its answer comes back to the person', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('to_org', 'receiving organisation', 'id', 'coded', 'To which organisation a referral goes; the person agreed to this one', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('slot_at', 'appointment', 'time', 'coded', 'When the appointment is, so that the person can be reminded and a bus found', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('evening', 'evening slot', 'flag', 'coded', 'Whether a slot is in the evening, so that people who work can choose it', false, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('weekend', 'weekend slot', 'flag', 'coded', 'Whether a slot is on a weekend, so that people who work can choose it', false, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('outcome', 'outcome', 'code', 'coded', 'How a referral or a visit ended, so that the network learns what helps', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('handle_kind', 'kind of slip', 'code', 'coded', 'What kind of slip or card was given, so that a lost one can be replaced', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('supersedes', 'event corrected', 'id', 'coded', 'Which event a correction replaces; the old one stays visible until its end', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('why', 'reason of correction', 'code', 'coded', 'Why an event was corrected or voided, by a short list of reasons', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('stay_nights', 'nights', 'number', 'coded', 'For how many nights a bed was promised, so that beds can be planned', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']),
  ('place_kind', 'kind of place', 'code', 'coded', 'What kind of bed or area was given: women, minors and families have their own', true, array['desk.visit', 'desk.screen', 'referral.send', 'shelter.stay', 'aid.hand_out', 'campaign.register', 'followup.outcome', 'school.enrol', 'training.enrol']);

-- The concept that a text in the catalogue speaks of, at a place that is not let through; null when none.
create function fw.judge_place(p_name text, p_place text) returns text
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select j.concept from fw.judge_name(p_name) j
  where j.tier = 0 and not exists (select from fw.guard_place g where g.place = p_place)
$$;

-- Every name, comment, enum value and checked value of one table, view or type.
create function fw.names_of(p_class oid, p_object oid) returns table (name text, place text)
language sql stable set search_path = pg_catalog, pg_temp
as $$
  select c.relname::text, n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where p_class = 'pg_class'::regclass and c.oid = p_object and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  union all
  select a.attname::text, n.nspname || '.' || c.relname || '.' || a.attname
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where p_class = 'pg_class'::regclass and c.oid = p_object and a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
  union all
  select d.description, n.nspname || '.' || c.relname || coalesce('.' || (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0), '')
    from pg_description d join pg_class c on c.oid = d.objoid join pg_namespace n on n.oid = c.relnamespace
    where p_class = 'pg_class'::regclass and d.classoid = p_class and d.objoid = p_object
  union all
  select value[1], n.nspname || '.' || c.relname || '.' || k.conname
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace,
      regexp_matches(pg_get_constraintdef(k.oid), '''([^'']{2,60})''::text', 'g') value
    where p_class = 'pg_class'::regclass and k.contype = 'c' and c.oid = p_object
  union all
  select t.typname::text, n.nspname || '.' || t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
    where p_class = 'pg_type'::regclass and t.oid = p_object
  union all
  select e.enumlabel::text, n.nspname || '.' || t.typname || '.' || e.enumlabel
    from pg_enum e join pg_type t on t.oid = e.enumtypid join pg_namespace n on n.oid = t.typnamespace
    where p_class = 'pg_type'::regclass and t.oid = p_object
$$;

create function fw.refuse_names() returns event_trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
  command record;
  found record;
begin
  for command in select distinct classid, objid from pg_event_trigger_ddl_commands()
    where schema_name is distinct from 'pg_temp' and classid in ('pg_class'::regclass, 'pg_type'::regclass) loop
    for found in select n.name, n.place, fw.judge_place(n.name, n.place) concept from fw.names_of(command.classid, command.objid) n loop
      if found.concept is not null then
        raise exception using errcode = 'WH020', message = format('%s: "%s" speaks of %s, which Wayhouse never holds', found.place, found.name, found.concept);
      end if;
    end loop;
  end loop;
end $$;

-- Keys of a JSON object, at every depth, must be approved fields for this purpose; WH020 and WH021 name the key.
create function fw.check_fields(p_body jsonb, p_purpose text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp
as $$
declare
  item record;
begin
  if jsonb_typeof(p_body) = 'array' then
    for item in select value from jsonb_array_elements(p_body) loop
      perform fw.check_fields(item.value, p_purpose);
    end loop;
  elsif jsonb_typeof(p_body) = 'object' then
    for item in select key, value from jsonb_each(p_body) loop
      if not exists (select from fw.field f where f.field_id = item.key and p_purpose = any (f.purposes)) then
        if exists (select from fw.judge_name(item.key) j where j.tier = 0) then
          raise exception using errcode = 'WH020', message = 'this is never held', column = item.key;
        end if;
        raise exception using errcode = 'WH021', message = 'not an approved field for this purpose', column = item.key;
      end if;
      if jsonb_typeof(item.value) in ('object', 'array') then
        perform fw.check_fields(item.value, p_purpose);
      elsif jsonb_typeof(item.value) = 'string' and exists (select from fw.field f where f.field_id = item.key and f.data_type in ('code', 'codes'))
        and exists (select from fw.judge_name(item.value #>> '{}') j where j.tier = 0) then
        raise exception using errcode = 'WH020', message = 'this is never held', column = item.key;
      end if;
    end loop;
  end if;
end $$;

create function fw.before_body() returns trigger
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp
as $$
begin
  perform fw.check_fields(new.body, new.purpose_id);
  return new;
end $$;

revoke execute on function fw.name_readings(text), fw.judge_name(text), fw.judge_place(text, text), fw.names_of(oid, oid), fw.refuse_names(),
  fw.check_fields(jsonb, text), fw.before_body() from public;
grant execute on function fw.before_body() to own_casework;

-- What stands already is judged by the same rule: a migration that brought such a name stops here.
do $$
declare
  bad record;
begin
  for bad in select n.place, n.name, fw.judge_place(n.name, n.place) concept
    from pg_class c join pg_namespace s on s.oid = c.relnamespace, fw.names_of('pg_class'::regclass, c.oid) n
    where s.nspname not like 'pg\_%' and s.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm')
      and fw.judge_place(n.name, n.place) is not null loop
    raise exception 'guard: % "%" speaks of %', bad.place, bad.name, bad.concept;
  end loop;
end $$;

reset role;
set role own_casework;
create trigger fields before insert or update of body on casework.event for each row execute function fw.before_body();
reset role;

-- Event triggers need a superuser; where the owner is none, doctor and the tests over the catalogue do this check.
do $$
begin
  create event trigger refuse_names on ddl_command_end
    when tag in ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'ALTER TABLE', 'CREATE VIEW', 'ALTER VIEW', 'CREATE MATERIALIZED VIEW',
      'CREATE TYPE', 'ALTER TYPE', 'CREATE DOMAIN', 'COMMENT', 'CREATE FOREIGN TABLE', 'ALTER FOREIGN TABLE')
    execute function fw.refuse_names();
exception when insufficient_privilege then
  raise notice 'no event trigger: the owner of this database may not make one';
end $$;
