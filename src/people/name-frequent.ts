/**
 * Names that very many people bear, and short forms of names. What is common says little about who
 * somebody is: each entry is worth as many bits as its share among its own culture gives.
 * Rough shares from general knowledge of naming; a pool's own counts take over as soon as it has some.
 */
import { type NamePart, splitName } from './name-parts.ts';
import { idOfSound, IS_VOWEL } from './name-sounds.ts';
import { SoundTrie } from './name-trie.ts';

/** Bits: 3 is one person in eight, 5 one in thirty-two, 7 one in 128. */
const FREQUENT: Readonly<Record<number, string>> = {
  3: 'mohammed kaur singh',
  4: 'maxamed axmed cali ahmed ali nguyen khatun begum maria kim thi',
  5: 'xasan xuseen cabdi hassan hussein mahmoud ibrahim abdullah fatima khan van wang li zhang lee park tesfay mamadou jan bibi akter aung win maung san olena ivan',
  6: 'cumar cusmaan omar osman yusuf mustafa khaled said mariam aisha zahra zeinab hosseini reza mahdi islam rahman hossain uddin miah das liu chen yang tran le pham garcia rodriguez gonzalez hernandez lopez martinez perez jose juan luis carlos ana abdi jama warsame farah haile gebre tsegay kidane berhe diallo bah barry sow traore coulibaly keita camara fatoumata ousmane moussa amadou anna natalia tatiana oleksandr serhiy volodymyr svitlana kumar devi ram lal htun zaw than khin tun ko kyaw sahin yilmaz kaya demir mehmet mustafa ayse georgi giorgi nino anahit armen hakobyan mary john',
  7: 'hamid karim rashid salem nasser saleh amina khadija nour sara leila samir walid adel bilal hamza ismail yakub musa daud sulaiman jamal kamal majid nabil tariq ziad rami fadi george elias haddad khoury shah gul noori ahmadi rezaei mohammadi karimi amiri rahimi sultana parvin jahan chowdhury sarkar mondal roy ghosh sharma gupta patel huang zhao wu zhou xu hoang huynh phan vu dang bui do mihret abraha tesfaye bekele tadesse alemu selam yohannes mulugeta girma hagos weldu asmelash ogbay deborah adamu abubakar usman sani yahaya chidi chukwu okafor ade olu ola sanchez ramirez torres flores rivera gomez diaz reyes cruz morales jesus miguel rosa carmen petrenko shevchenko kovalenko bondarenko melnyk ivanov petrov mykola iryna oksana andriy dmytro yuriy vasyl ivanovich ivanovna oleksandrivna myint thein naing oo hla soe htay phyu moe celik yildiz arslan ozturk aydin ozdemir beridze kapanadze tamar levan sargsyan grigoryan karapetyan',
};

/** Short and familiar forms, and the same name in neighbouring languages; one group a line. */
const SAME_PERSON = `
  mohammed mohd md mhd muh mohamad mahmad mamad mamadou mehmet magomed hamudi hamada
  abdulrahman abdou rahman | abdullah abdou abdul | abdulrahim rahim | abdulaziz aziz azouz | abdulkarim karim
  ahmed hamada hamoudi ahmad | ibrahim brahim barhoum abraham ibro | ismail ismael sami | yusuf josef joseph yousef jojo
  mustafa safa mustapha moustache | khaled khalid khalood | hussein hussain hassouna sina | hassan hasouna hassoun
  fatima fatou fatoumata fatma fati batoul | aisha aicha ayesha aissatou aysha | khadija khadi hatice kadidia | zeinab zaynab zouzou
  mariam maria mary maryam mariama mira | amina aminata mina | yakub jacob jakub | yahya john ivan johannes yohannes yonas | musa moses moussa
  ali aliou alioune | omar umar oumar amr | osman othman ousmane usman | suleiman solomon soliman souleymane
  alexander sasha oleksandr alex sascha shura sanya iskander | oleksandra sasha alexandra | serhiy sergei sergey seryozha
  volodymyr vladimir vova volodya | dmytro dmitri dima mitya | mykola nikolai kolya mykolay | yevhen evgeny zhenya | tetiana tatiana tanya
  kateryna ekaterina katya katia catherine | natalia nataliya natasha | svitlana svetlana sveta | olena elena lena yelena helen
  olha olga olya | iryna irina ira | oksana ksenia ksyusha | anastasia nastya nastia | maria masha marusya | yulia julia yulya | anna anya hanna ganna
  andriy andrey andrii | mykhailo mikhail misha michael mike | ivan vanya ivanko | yuriy yuri yura | vasyl vasily vasya | pavlo pavel pasha
  petro piotr petya peter | hryhoriy grigory grisha | oleksiy alexei alyosha lyosha | viktoria vika | liudmyla lyudmila lyuda mila | halyna galina galya
  francisco paco pancho kiko | jose pepe | jesus chuy chucho | guillermo memo | ignacio nacho | alejandro ale jandro | eduardo lalo edu | enrique quique
  guadalupe lupe lupita | concepcion concha conchita | dolores lola | isabel chabela isa | rosario charo | manuel manolo | roberto beto | gabriel gabi
  giorgi gia goga gio | tamar tamuna tako | nino nina | davit dato david | mikheil misho mikho | levan leo | ketevan keti keto | aleksandre sandro
  hovhannes hovo ivan | gevorg gev | hakob hako jacob | grigor grish | mariam mari | anahit ano
  tesfaye tesfay tesfu | haile hailu | gebremedhin gebre | yohannes john yoni | tewodros teddy tedros | mikael mike michael
  elizabeth liz beth eliza | william bill will | robert bob rob | richard dick rick | margaret maggie meg peggy | james jim jimmy
  muhammad gul | reza reza | zahra zari | gholam ghulam | fereshteh ferry | masoumeh masi | parwana pari
  rabindra rabi | krishna kisna | lakshmi laxmi lokkhi | chandra chand | jahangir jahan
`;

const parts = (words: string): { key: string; sounds: string }[] =>
  words
    .split(' ')
    .flatMap((word) => splitName(word).slice(0, 1))
    .map(({ key, sounds }) => ({ key, sounds: sounds.join() }));

const BITS: ReadonlyMap<string, number> = (() => {
  const bits = new Map<string, number>();
  for (const [worth, words] of Object.entries(FREQUENT)) {
    for (const { key } of parts(words)) bits.set(key, Math.min(bits.get(key) ?? 99, Number(worth)));
  }
  return bits;
})();

/** What an agreement on a part with this key is worth, before any pool is known, in bits. */
export function bitsOf(key: string): number {
  const known = BITS.get(key);
  if (known !== undefined) return known;
  return key.length <= 1 || key.startsWith('-') ? 7 : key.length === 2 ? 9 : 11;
}

/** The listed forms, by their sounds in a tree, so that any spelling in any script leads to them. */
const FORMS: { tree: SoundTrie; others: readonly Uint8Array[][] } = (() => {
  const tree = new SoundTrie(false);
  const numbers = new Map<string, number>();
  const others: Uint8Array[][] = [];
  for (const group of SAME_PERSON.trim().split(/[|\n]/)) {
    const members = group
      .trim()
      .split(' ')
      .flatMap((word) => splitName(word).slice(0, 1));
    for (const one of members) {
      const name = one.sounds.join();
      const number = numbers.get(name) ?? others.length;
      numbers.set(name, number);
      tree.set(one, number);
      others[number] ??= [];
      for (const { sounds } of members) if (sounds.join() !== name) others[number].push(sounds);
    }
  }
  return { tree, others };
})();
/** How near a spelling has to be to a listed form. */
const NEAR_LISTED = 6;

function listedForms(part: NamePart): Uint8Array[] {
  const forms = new Map<string, Uint8Array>();
  const tell = (number: number): void => {
    for (const form of FORMS.others[number] ?? []) forms.set(form.join(), form);
  };
  FORMS.tree.search(part, tell, NEAR_LISTED);
  return [...forms.values()];
}

/** The article written together with a name that begins with a vowel: Alamiri, Amiri. */
function articleForms(sounds: Uint8Array): Uint8Array[] {
  const [first = 0, second = 0, third = 0] = sounds;
  const article = second === L && (first === A || first === E || first === STOP);
  if (article && sounds.length > 5 && (IS_VOWEL[third] === 1 || third === STOP))
    return [sounds.slice(2)];
  if ((IS_VOWEL[first] === 1 || first === STOP) && sounds.length > 3 && sounds.length < 23)
    return [Uint8Array.from([A, L, ...sounds])];
  return [];
}
const [A, E, L, STOP] = ['a', 'e', 'l', "'"].map(idOfSound) as [number, number, number, number];

/** Somali writes c for the sound of ayn and x for the strong h: Cali is Ali, Xasan is Hassan. */
function somaliForms(sounds: Uint8Array): Uint8Array[] {
  const [first = 0] = sounds;
  const forms: number[][] = [];
  if (first === C) forms.push(Array.from(sounds.subarray(1)));
  else if (IS_VOWEL[first] === 1) forms.push([C, ...sounds]);
  const plain = forms[0] ?? [...sounds];
  if (plain.includes(X)) forms.push(plain.map((sound) => (sound === X ? H : sound)));
  else if (plain.includes(H)) forms.push(plain.map((sound) => (sound === H ? X : sound)));
  if (sounds.includes(H)) forms.push([...sounds].map((sound) => (sound === H ? X : sound)));
  return forms
    .filter((form) => form.length > 1 && form.length <= 24)
    .map((form) => Uint8Array.from(form));
}
const [C, X, H] = ['c', 'X', 'h'].map(idOfSound) as [number, number, number];

/** Karim for Abdulkarim, and the other way round. */
function servantForms(sounds: Uint8Array): Uint8Array[] {
  const prefixed = SERVANT.every((sound, at) => sounds[at] === sound);
  if (prefixed) return sounds.length > 5 ? [sounds.slice(SERVANT.length)] : [];
  return sounds.length > 2 && sounds.length < 20 ? [Uint8Array.from([...SERVANT, ...sounds])] : [];
}
const SERVANT = ["'", 'b', 'd'].map(idOfSound);

/** @returns other forms of this part (short forms, neighbouring languages, with its article), as sounds */
export function otherForms(part: NamePart): Uint8Array[] {
  const { sounds } = part;
  return [
    ...listedForms(part),
    ...somaliForms(sounds),
    ...servantForms(sounds),
    ...articleForms(sounds),
  ];
}
