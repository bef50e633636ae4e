/**
 * Words that go with every question and say nothing of the need: "where", "I want", "please". They are
 * neither corrected nor looked up alone. Negations ("no", "without") are not among them: "no money" is a need.
 */
import { fold } from '../languages/fold.ts';

const WORDS: Readonly<Record<string, string>> = {
  en: `a an the i im me my mine you your he she him his her we us our they them this that these those is are
    am be been was were do does did can could would should will may to of in on at for from with by near nearby
    around close and or if so here there where wheres when what which who how why want wanted wants need needs
    needed needing get getting got have has had looking look search searching find finding please pls plz help
    helping some any somewhere someplace anywhere place places today tonight now free it its im ive id also very
    much more about into like urgent urgently asap give given take go going know tell show`,
  fr: `un une le la les l de du des d au aux je j tu il elle on nous vous ils elles mon ma mes ton ta tes son sa
    ses notre votre leur ce cet cette ces est sont suis etre avoir ai as a avons avez ont faire et ou où dans sur
    pour par avec chez pres près proche ici la-bas quand comment qui que quoi quel quelle veux voudrais vouloir
    cherche chercher chercher trouver trouve besoin aide aider svp stp merci gratuit gratuite endroit lieu
    aujourdhui maintenant soir y en se me m te t s c qu n voir aller vite peux peut pouvoir quelque quelques`,
  es: `un una unos unas el la los las lo de del al yo tu el ella nosotros ustedes mi mis su sus tu tus este esta
    estos estas ese esa eso es son soy estoy esta ser estar tengo tiene tener hay y e o u en por para con cerca
    aqui aquí alli donde dónde adonde cuando como cómo que qué quien quién cual quiero quisiera querer busco
    buscando buscar encontrar encuentro puedo puede poder necesito necesita necesitar ayuda ayudar ayudenme favor
    gracias gratis gratuito gratuita lugar sitio hoy ahora noche me se te le nos les algo algun alguna alguien ir`,
  ar: `في من إلى الى على عن مع عند هل أين وين فين كيف متى ما ماذا شو ايش ايه أنا انا أنت هو هي نحن هذا هذه
    اريد أريد بدي عايز عايزة عاوز محتاج محتاجة أحتاج احتاج أبحث ابحث بدور لازم ممكن لو سمحت رجاء
    من فضلك مساعدة ساعدوني قريب قريبة هنا هون اليوم الليلة الآن هلق مجانا مجاني مجانية ببلاش بلاش او أو
    و يا لي الي عم ابغى أبغى نحتاج بغيت نحب حابب لقيت ألاقي الاقي القى مكان عشان علشان شي شيء
    wayn wen wein fein bedi baddi biddi 3ayez 3ayz me7taj mehtaj men ana lazem mumkin law sama7t kif feen ayna`,
  fa: `در از به با برای برا تا که چه چی کجا کجاست کی چطور چگونه من تو او ما شما این آن یک می را است هست
    هستم دارم ندارد خواهم میخواهم میخوام خوام میخاهم نیاز لازم ضرورت کمک لطفا لطفاً نزدیک اینجا امروز امشب
    حالا الان رایگان مفت و یا هم جا جای جایی مکان پیدا کنم کنید میکنه میکند میکنم بگیرم بگیریم بگیرد میشه میشود ام میتوانم بتوانم بروم برم باشد شود دنبال بود
    koja kojast mikham mikhaham baraye man dar az ba niyaz lotfan mekhaham megardam`,
  ti: `ኣብ ናብ ካብ ምስ ን ናይ ኣበይ ኣሎ ኣላ ከመይ መዓስ እንታይ መን ኣነ ንሱ ንሳ ንሕና እዚ እቲ እታ ሓደ ሓንቲ ይደሊ እደሊ
    ደልየ የድልየኒ የድልየና ሓገዝ ሓግዙኒ በጃኹም በጃኻ ቀረባ ኣብዚ ሎሚ ሕጂ ለይቲ ነጻ ብነጻ ወይ ቦታ ክረክብ እረክብ ክኸይድ ይርከብ ግን ድማ
    abey edeli delye ydeli yedliyeni nay ab kab nab mis`,
  uk: `я ми ви він вона воно вони мене мені мій моя моє мої нам нас вам вас його її їх у в на до з зі із від для при
    біля коло поруч близько де куди звідки коли як що хто який яка яке які чи і й та а але або це цей ця ці той
    є бути був була потрібен потрібна потрібно потрібні треба хочу хоче шукаю шукати знайти можна можу може
    допоможіть допомога допомогти прошу дякую безкоштовно сьогодні зараз тут там десь якийсь якась дуже терміново
    мати маю дайте дати йти піти отримати місце місця`,
  ru: `я мы вы он она оно они меня мне мой моя мое мои нам нас вам вас его ее их у в во на до с со из от для при
    около возле рядом близко где куда откуда когда как что кто какой какая какое какие ли и а но или это этот эта
    эти тот есть быть был была нужен нужна нужно нужны надо хочу хочет ищу искать найти можно могу может помогите
    помощь помочь пожалуйста спасибо бесплатно сегодня сейчас тут здесь там очень срочно иметь дайте дать идти
    пойти получить место места mne nuzhen nuzhna nuzhno gde nado hochu khochu`,
  pt: `um uma uns umas o os as da do das dos na nas em para por com perto ao aos pelo pela eu tu você voces
    ele ela eles elas meu minha meus minhas seu sua este esta isto esse essa isso é são sou estou está ser estar
    tenho tem ter há e ou onde aonde quando como que quem qual quero queria procuro procurar encontrar acho posso
    pode poder preciso precisa precisamos ajuda ajudar obrigado obrigada gratis grátis gratuito aqui ali lugar
    hoje agora noite me lhe nos ir fazer dar algum alguma muito urgente`,
  tr: `bir bu şu o ben sen biz siz onlar bana bize benim bizim ve veya ya da de ile için icin nerede nereden nereye
    ne zaman nasıl kim hangi mi mı var istiyorum lazım lazim gerek gerekiyor ihtiyacım ihtiyacim arıyorum ariyorum
    bulmak bul almak alabilirim yardım yardim lütfen lutfen teşekkürler ücretsiz ucretsiz bedava bugün bugun şimdi
    simdi burada burda yakın yakin yakında çok yer yeri gitmek olan gibi`,
  pl: `ja ty my wy on ona ono oni mnie mi mój moja moje moi nam nas wam was jego jej ich w we na do z ze od dla przy
    po obok blisko gdzie dokąd skąd kiedy jak co kto jaki jaka jakie czy i a ale lub albo to ten ta te jest są być
    potrzebuję potrzebuje potrzebna potrzebny chcę chce szukam szukać znaleźć można mogę może pomocy pomoc pomóc
    proszę dziękuję za darmo bezpłatnie bezpłatny dziś dzisiaj teraz tutaj tu tam bardzo pilnie mam mieć dostać
    miejsce się o`,
  so: `aniga adiga isaga iyada annaga idinka iyaga waa wuu way ma miyaa ka ku u la iyo ama oo ee xaggee halkee goorma
    sidee maxay yaa kee rabaa waxaan doonayaa waxaa u baahanahay baahan raadinayaa raadi hel heli helaa karaa
    caawimaad caawi i fadlan mahadsanid bilaash maanta hadda halkan meel dhow aad`,
  sw: `mimi wewe yeye sisi nyinyi wao yangu wangu langu changu zangu yetu wetu ya wa la cha za kwa na ni katika karibu
    wapi lini vipi gani nani nini je au lakini hii huu hiyo hicho huko hapa pale ninahitaji nahitaji tunahitaji
    nataka ninataka natafuta ninatafuta kutafuta kupata naomba tafadhali asante msaada nisaidie saidia bure leo
    sasa mahali sehemu haraka sana nina kuna iko`,
  ne: `म हामी तपाईं तपाई उ उनी उनीहरू मेरो हाम्रो मलाई हामीलाई तपाईंको यो त्यो यी ती को का की मा बाट लाई ले देखि
    सम्म र वा तर पनि नि कहाँ कता कहिले कसरी के कुन कसले छ छन् छु हो हुन् हुन्छ थियो चाहियो चाहिन्छ चाहन्छु खोज्दै
    खोज्दैछु पाउन पाइन्छ सक्छु सकिन्छ मद्दत सहयोग कृपया धन्यवाद निःशुल्क सित्तैमा आज अहिले यहाँ त्यहाँ नजिक
    धेरै तुरुन्त ठाउँ malai chahiyo chahincha kaha mero ma`,
  am: `እኔ አንተ አንቺ እኛ ነኝ ነው ናት ናቸው ነን አለ አለኝ አለብኝ አለን እፈልጋለሁ እፈልጋለው እንፈልጋለን ፈልጌ ነበር የት ወዴት መቼ ማን ምን እንዴት
    ለእኔ ለኔ ወደ ከ በ ላይ ውስጥ ጋር እና ወይም ወይስ ይህ ይሄ ያ እዚህ እዚያ አሁን ዛሬ ለዛሬ ማታ ለማታ ሌሊት በጣም እባክህ እባክሽ እባካችሁ እርዳታ እርዱኝ እርዳኝ ነጻ በነጻ
    ቦታ አገኛለሁ ማግኘት የማገኝበት የሚገኝ እችላለሁ ይቻላል ቅርብ አቅራቢያ አካባቢ efeligalehu yet new`,
  ur: `میں میرا میری میرے مجھے مجھ ہم ہمیں ہمارا ہماری آپ وہ یہ اس ان کا کی کے کو سے پر تک میں ہے ہیں ہوں ہو تھا تھی رہا رہی
    رہے گیا گئی گئے کہاں کب کیسے کون کیا کیوں چاہیے چاہئے چاہتا چاہتی چاہتے لیے لئے مدد کرو کریں کرنا کرنی مہربانی براہ کرم
    مفت آج ابھی یہاں وہاں قریب نزدیک اور یا بھی بہت جگہ ملے ملتا ملتی ملنا سکتا سکتی سکتے mujhe mera meri chahiye kahan hai`,
  ps: `زه زما موږ مونږ زموږ ته تاسو هغه دا دې دغه د په کې کښې چې له سره ته نه لپاره دی ده دي یم یو شته چېرته چیرته کله
    څنګه څوک څه غواړم غواړو لټوم پکار ضرورت اړتیا لرم لرو مرسته وکړئ مهرباني وړیا نن اوس دلته هلته نږدې او یا هم ډېر ځای za zma`,
  ckb: `من م ئێمە ئێوە ئەو ئەم ئەوە ئەمە لە بۆ بە لەگەڵ دا ە هەیە نییە کوێ لەکوێ لەکوێیە کەی چۆن کێ چی دەوێت دەمەوێت ئەمەوێت
    پێویستم پێویستە پێویست یارمەتی یارمەتیم بدەن تکایە ئەمڕۆ ئێستا لێرە لەوێ نزیک و یان زۆر شوێن شوێنێک دەتوانم`,
  bn: `আমি আমার আমাকে আমরা আমাদের আপনি সে তারা এই ওই এটা একটা একটি এর কে কি কী কোথায় কখন কীভাবে কেমনে কোন আছে আছি হবে
    হয় চাই চাচ্ছি দরকার লাগবে প্রয়োজন খুঁজছি পাব পাবো পেতে করতে করব যাব যেতে পারি সাহায্য করুন করেন দয়া প্লিজ বিনামূল্যে
    আজ এখন এখানে ওখানে কাছে কাছাকাছি ও এবং বা জন্য জন্যে খুব জায়গা ami amar kothay chai lagbe dorkar`,
  // Written without spaces, these are indexed by pairs of syllables: pairs that end any sentence.
  my: `ချင်တယ် ချင်ပါ ချင်လို့ ပါတယ် နေတယ် လိုတယ် လိုချင် ပါသလား မှာလဲ ရမလဲ သလဲ ဘယ်မှာ ဒီမှာ ဒီကို သွားတယ် သွားပြီ ပြီးပြီ`,
  km: `ខ្ញុំ ចង់ នៅឯណា ឯណា`,
};

const STOP_WORDS: ReadonlySet<string> = new Set(
  Object.entries(WORDS).flatMap(([lang, words]) => fold(words, lang).split(' ')),
);

/** @param form folded */
export function isStopWord(form: string): boolean {
  return STOP_WORDS.has(form);
}

/** The folded words of some languages: what a phone carries that speaks these. */
export function stopWordsOf(langs: readonly string[]): string[] {
  return [
    ...new Set(langs.flatMap((lang) => (WORDS[lang] ? fold(WORDS[lang], lang).split(' ') : []))),
  ];
}
