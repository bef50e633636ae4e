/** One card in every language of the public side, written for the check of prints: long words, numbers, marks, names. */
export type CheckText = { question: string; answer: string; nextStep: string; child: string };

const text = (question: string, answer: string, nextStep: string, child: string): CheckText => ({
  question,
  answer,
  nextStep,
  child,
});

/** The number of a helpline that nobody has. */
export const NUMBER = '+999 555 0100';

export const TEXTS: Readonly<Record<string, CheckText>> = {
  en: text(
    'Can a hospital turn me away in an emergency?',
    'No. In this country every hospital must treat you first. You may say your name later. A woman doctor can be asked for. The line 555 0100 is free, day and night.',
    'Call this number. It is free.',
    'A doctor must help you. You can ask an adult you trust.',
  ),
  es: text(
    '¿Puede un hospital rechazarme en una urgencia?',
    'No. En este país todo hospital debe atender primero. El nombre se puede decir más tarde. Puede pedirse una médica. La línea 555 0100 es gratuita, de día y de noche (también en árabe).',
    'Llame a este número. Es gratis.',
    'Una médica debe ayudarte. Puedes preguntar a una persona adulta de confianza.',
  ),
  fr: text(
    'Un hôpital peut-il me refuser en cas d’urgence ?',
    'Non. Dans ce pays, chaque hôpital doit d’abord soigner. Le nom peut être dit plus tard. On peut demander une femme médecin. La ligne 555 0100 est gratuite, jour et nuit (« Œuvre d’aide »).',
    'Appelez ce numéro. C’est gratuit.',
    'Un médecin doit t’aider. Tu peux demander à un adulte de confiance.',
  ),
  pt: text(
    'Um hospital pode recusar-me numa emergência?',
    'Não. Neste país, todos os hospitais têm de tratar primeiro. O nome pode ser dito depois. Pode pedir uma médica. A linha 555 0100 é grátis, de dia e de noite.',
    'Ligue para este número. É grátis.',
    'Uma médica tem de ajudar-te. Podes perguntar a um adulto de confiança.',
  ),
  pl: text(
    'Czy szpital może mi odmówić pomocy w nagłym wypadku?',
    'Nie. W tym kraju każdy szpital musi najpierw leczyć. Imię i nazwisko można podać później. Można poprosić o lekarkę. Infolinia 555 0100 jest bezpłatna przez całą dobę.',
    'Zadzwoń pod ten numer. To bezpłatne.',
    'Lekarz musi ci pomóc. Możesz zapytać dorosłą osobę, której ufasz.',
  ),
  tr: text(
    'Acil durumda hastane beni geri çevirebilir mi?',
    'Hayır. Bu ülkede her hastane önce tedavi etmek zorundadır. Adınızı sonra söyleyebilirsiniz. Kadın doktor istenebilir. 555 0100 hattı gece gündüz ücretsizdir, İngilizce ve Iğdır ağzı da konuşulur.',
    'Bu numarayı arayın. Ücretsizdir.',
    'Doktor sana yardım etmeli. Güvendiğin bir büyüğe sorabilirsin.',
  ),
  sw: text(
    'Je, hospitali inaweza kunikataa wakati wa dharura?',
    'Hapana. Katika nchi hii kila hospitali lazima itibu kwanza. Unaweza kusema jina lako baadaye. Unaweza kuomba daktari mwanamke. Simu 555 0100 ni ya bure, mchana na usiku.',
    'Piga simu hii. Ni bure.',
    'Daktari lazima akusaidie. Unaweza kumuuliza mtu mzima unayemwamini.',
  ),
  so: text(
    'Isbitaal ma i diidi karaa xaalad degdeg ah?',
    'Maya. Dalkan isbitaal kasta waa inuu marka hore ku daaweeyaa. Magacaaga dib ayaad ka sheegi kartaa. Waxaad codsan kartaa dhakhtarad. Khadka 555 0100 waa bilaash, habeen iyo maalin.',
    'Wac lambarkan. Waa bilaash.',
    'Dhakhtarku waa inuu ku caawiyaa. Waydii qof weyn oo aad ku kalsoon tahay.',
  ),
  uk: text(
    'Чи може лікарня відмовити мені у невідкладній допомозі?',
    'Ні. У цій країні кожна лікарня мусить спершу лікувати. Ім’я можна назвати пізніше. Можна попросити лікарку. Лінія 555 0100 безкоштовна вдень і вночі, ґанок під’їзду № 3.',
    'Зателефонуйте за цим номером. Це безкоштовно.',
    'Лікар має тобі допомогти. Запитай дорослого, якому довіряєш.',
  ),
  ru: text(
    'Может ли больница отказать мне в неотложной помощи?',
    'Нет. В этой стране каждая больница обязана сначала лечить. Имя можно назвать позже. Можно попросить врача-женщину. Линия 555 0100 бесплатна днём и ночью.',
    'Позвоните по этому номеру. Это бесплатно.',
    'Врач должен тебе помочь. Спроси взрослого, которому доверяешь.',
  ),
  ar: text(
    'هل يمكن للمستشفى رفض علاجي في حالة الطوارئ؟',
    'لا. كل مستشفى في هذا البلد ملزم بالعلاج أولًا. يمكن ذكر الاسم لاحقًا، ويمكن طلب طبيبة. الخط 555 0100 مجاني، من الساعة ٨:٠٠ حتى ١٧:٠٠ (كل يوم).',
    'الاتصال بهذا الرقم مجاني.',
    'على الطبيب مساعدتك. يمكن سؤال شخص كبير موثوق.',
  ),
  fa: text(
    'آیا شفاخانه می‌تواند در وضعیت عاجل مرا رد کند؟',
    'نخیر. در این کشور هر شفاخانه باید اول تداوی کند. نام‌تان را بعد می‌توانید بگویید. می‌شود داکتر زن خواست. شمارهٔ 555 0100 از ساعت ۸:۰۰ تا ۱۷:۰۰ رایگان است.',
    'به این شماره زنگ بزنید. رایگان است.',
    'داکتر باید به تو کمک کند. از یک کلان‌سال قابل اعتماد بپرس.',
  ),
  ps: text(
    'ایا روغتون کولای شي په بیړني حالت کې ما رد کړي؟',
    'نه. په دې هېواد کې هر روغتون باید لومړی درملنه وکړي. نوم وروسته ویل کېدای شي. ښځینه ډاکټره غوښتل کېدای شي. د 555 0100 کرښه شپه او ورځ وړیا ده، ځای ۍ.',
    'دې شمېرې ته زنګ ووهئ. وړیا دی.',
    'ډاکټر باید درسره مرسته وکړي. له باوري لوی کس څخه پوښتنه وکړه.',
  ),
  ckb: text(
    'ئایا نەخۆشخانە دەتوانێت لە کاتی فریاگوزاریدا ڕەتم بکاتەوە؟',
    'نەخێر. لەم وڵاتەدا هەموو نەخۆشخانەیەک دەبێت سەرەتا چارەسەر بکات. دواتر دەتوانرێت ناو بگوترێت. دەتوانرێت داوای پزیشکی ژن بکرێت. هێڵی 555 0100 بەخۆڕاییە.',
    'پەیوەندی بەم ژمارەیەوە بکەن. بەخۆڕاییە.',
    'پزیشک دەبێت یارمەتیت بدات. لە کەسێکی گەورەی جێی متمانە بپرسە.',
  ),
  ur: text(
    'کیا ہسپتال ایمرجنسی میں مجھے واپس بھیج سکتا ہے؟',
    'نہیں۔ اس ملک میں ہر ہسپتال پہلے علاج کرنے کا پابند ہے۔ نام بعد میں بتایا جا سکتا ہے۔ خاتون ڈاکٹر مانگی جا سکتی ہے۔ 555 0100 پر فون دن رات مفت ہے۔',
    'اس نمبر پر فون کریں۔ یہ مفت ہے۔',
    'ڈاکٹر کو تمہاری مدد کرنی ہے۔ کسی بھروسے کے بڑے سے پوچھو۔',
  ),
  am: text(
    'ሆስፒታል በድንገተኛ ጊዜ ሊመልሰኝ ይችላል?',
    'አይችልም። በዚህ አገር እያንዳንዱ ሆስፒታል በመጀመሪያ ማከም አለበት። ስምዎን በኋላ መናገር ይችላሉ። ሴት ሐኪም መጠየቅ ይቻላል፤ 555 0100 ቀንና ሌሊት ነፃ ነው።',
    'ወደዚህ ቁጥር ይደውሉ። ነፃ ነው።',
    'ሐኪም ሊረዳህ ይገባል። የምታምነውን ትልቅ ሰው ጠይቅ።',
  ),
  ti: text(
    'ሆስፒታል ኣብ ህጹጽ ኩነታት ክምልሰኒ ይኽእል ድዩ፧',
    'ኣይፋልን። ኣብዚ ሃገር ነፍሲ ወከፍ ሆስፒታል መጀመርታ ክሕክም ኣለዎ። ስምኩም ድሕሪኡ ክትነግሩ ትኽእሉ ኢኹም። ሓኪም ጓል ኣንስተይቲ ምሕታት ይከኣል፤ 555 0100 ለይትን መዓልትን ብነጻ እዩ።',
    'ናብዚ ቁጽሪ ደውሉ። ብነጻ እዩ።',
    'ሓኪም ክሕግዘካ ኣለዎ። እትኣምኖ ዓቢ ሰብ ሕተት።',
  ),
  bn: text(
    'জরুরি অবস্থায় হাসপাতাল কি আমাকে ফিরিয়ে দিতে পারে?',
    'না। এই দেশে প্রতিটি হাসপাতালকে আগে চিকিৎসা দিতেই হবে। নাম পরে বলতে পারেন। মহিলা ডাক্তার চাওয়া যায়। 555 0100 নম্বরটি দিনরাত বিনামূল্যে, ক্ষুদ্র শিশু ও স্ত্রীর জন্যও, ২৪ ঘণ্টা।',
    'এই নম্বরে ফোন করুন। বিনামূল্যে।',
    'ডাক্তার তোমাকে সাহায্য করবেন। বিশ্বাসী বড় কাউকে জিজ্ঞাসা করো।',
  ),
  ne: text(
    'आपतकालमा अस्पतालले मलाई फर्काउन सक्छ?',
    'सक्दैन। यो देशमा हरेक अस्पतालले पहिले उपचार गर्नुपर्छ। नाम पछि भन्न सकिन्छ। महिला डाक्टर माग्न सकिन्छ। 555 0100 दिनरात निःशुल्क छ, कृपया क्षमता हेर्नुहोस्, २४ घण्टा।',
    'यो नम्बरमा फोन गर्नुहोस्। निःशुल्क छ।',
    'डाक्टरले तिमीलाई सघाउनुपर्छ। विश्वासिलो ठूलो मान्छेलाई सोध।',
  ),
  my: text(
    'အရေးပေါ်အခြေအနေတွင် ဆေးရုံက ကျွန်ုပ်ကို ငြင်းပယ်နိုင်ပါသလား။',
    'မငြင်းနိုင်ပါ။ ဤနိုင်ငံတွင် ဆေးရုံတိုင်းသည် လူနာကို ဦးစွာ ကုသပေးရမည်။ အမည်ကို နောက်မှ ပြောနိုင်သည်။ အမျိုးသမီးဆရာဝန် တောင်းဆိုနိုင်သည်။ 555 0100 သည် နေ့ညမပြတ် အခမဲ့ဖြစ်သည်။',
    'ဤနံပါတ်ကို ဖုန်းခေါ်ပါ။ အခမဲ့ဖြစ်သည်။',
    'ဆရာဝန်က ကူညီရမည်။ ယုံကြည်ရသော လူကြီးကို မေးပါ။',
  ),
  km: text(
    'តើមន្ទីរពេទ្យអាចបដិសេធខ្ញុំក្នុងគ្រាអាសន្នបានទេ?',
    'ទេ។ នៅក្នុងប្រទេសនេះ មន្ទីរពេទ្យទាំងអស់ត្រូវព្យាបាលអ្នកជាមុនសិន។ អ្នកអាចប្រាប់ឈ្មោះនៅពេលក្រោយ។ អាចសុំវេជ្ជបណ្ឌិតស្ត្រីបាន។ ខ្សែទូរស័ព្ទ 555 0100 ឥតគិតថ្លៃទាំងយប់ទាំងថ្ងៃ។',
    'សូមទូរស័ព្ទទៅលេខនេះ។ ឥតគិតថ្លៃ។',
    'វេជ្ជបណ្ឌិតត្រូវជួយអ្នក។ សួរមនុស្សធំដែលអ្នកទុកចិត្ត។',
  ),
  th: text(
    'โรงพยาบาลปฏิเสธฉันในกรณีฉุกเฉินได้ไหม',
    'ไม่ได้ ในประเทศนี้โรงพยาบาลทุกแห่งต้องรักษาคุณก่อน คุณบอกชื่อภายหลังได้ ขอแพทย์ผู้หญิงได้ โทร 555 0100 ฟรีทั้งกลางวันและกลางคืน ทุก ๆ วัน น้ำดื่มมีให้',
    'โทรหมายเลขนี้ ไม่เสียเงิน',
    'หมอต้องช่วยหนู ถามผู้ใหญ่ที่ไว้ใจได้นะ',
  ),
};
