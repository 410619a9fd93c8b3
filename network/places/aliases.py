"""What people call countries beside the names in CLDR: short forms, former and official names, their own languages.

Cities, adjectives and nicknames are left out on purpose.
"""

# What we show where CLDR's name is long or not the one a country's people use.
SHOWN = {
    "PS": {"en": "Palestine", "fr": "Palestine", "ar": "فلسطين", "de": "Palästina"},
    "CD": {"en": "DR Congo", "fr": "RD Congo", "ar": "الكونغو الديمقراطية", "de": "DR Kongo"},
    "CG": {
        "en": "Congo (Brazzaville)",
        "fr": "Congo (Brazzaville)",
        "ar": "الكونغو (برازافيل)",
        "de": "Kongo (Brazzaville)",
    },
    "HK": {"en": "Hong Kong", "fr": "Hong Kong", "ar": "هونغ كونغ", "de": "Hongkong"},
    "MO": {"en": "Macao", "fr": "Macao", "ar": "ماكاو", "de": "Macau"},
}

# Nobody lives there permanently; they would only be near misses of other names.
UNINHABITED = frozenset({"AQ", "BV", "GS", "HM", "IO", "TF", "UM"})

# Codes that are words people type; they are offered, never taken for granted.
CODES_THAT_ARE_WORDS = frozenset(
    "no na ne jo la si me in is it as to so do am my be at id il and are can per fin mar pan mac guy".split()  # noqa: SIM905
)

# One name, several countries: always a choice.
SHARED = {
    "CD CG": "Congo, Kongo, الكونغو, كونغو",
    "KR KP": "Korea, Corée, Coree, كوريا, Corea",
    "VG VI": "Virgin Islands, Îles Vierges, Jungferninseln, جزر العذراء, جزر فيرجن",
    "MF SX": "Saint Martin, St Martin, Sint Maarten Saint Martin, سان مارتن",
    "SA ZA": "SA",
    # The Central African Republic in German, Zaire in the first ISO list.
    "CF CD": "ZAR",
    "RS ME": "Serbia and Montenegro, Serbie-et-Monténégro, Serbien und Montenegro, صربيا والجبل الأسود",
    "CZ SK": "Czechoslovakia, Tchécoslovaquie, Tschechoslowakei, تشيكوسلوفاكيا",
    "SD SS": "Sudans, Soudans",
    "GF GY": "Guiana, Guayana",
}

ALIASES = {
    "AE": (
        "UAE, U.A.E., Emirates, The Emirates, EAU, Émirats, VAE, Emirate, الإمارات, دولة الإمارات, دولة الإمارات "
        "العربية المتحدة"
    ),
    "AF": "Islamic Emirate of Afghanistan",
    "AL": "Shqipëria, Shqipëri, Shqiperia",
    "AM": "Hayastan, Armenie",
    "AO": "República de Angola",
    "AR": "Argentinia",
    "AT": "Autriche, Republik Österreich",
    "AU": "Commonwealth of Australia",
    "AZ": "Azerbaidjan, Aserbeidschan",
    "BA": (
        "Bosnia, Bosnie, Bosnien, البوسنة, BiH, Bosna i Hercegovina, Bosna, Bosnia-Hercegovina, Босна и "
        "Херцеговина, Bosnie-et-Herzégovine"
    ),
    "BD": "Bangla Desh",
    "BE": "België, Belgie",
    "BF": "Burkina, Upper Volta, Haute-Volta, Obervolta",
    "BG": "Balgariya, България, Republic of Bulgaria",
    "BN": "Brunei, Brunei Darussalam, بروناي دار السلام",
    "BO": "Plurinational State of Bolivia",
    "BR": "Brasil",
    "BY": "Byelorussia, Biélorussie, Belorussia, Weissrussland, Weißrussland, روسيا البيضاء, بيلاروس",
    "CA": "Kanada",
    "CD": (
        "DRC, D.R.C., DR Congo, DRC Congo, Democratic Republic of the Congo, Democratic Republic Congo, "
        "Congo-Kinshasa, Congo Kinshasa, Zaire, Zaïre, RDC, R.D.C., RD Congo, République démocratique du Congo, "
        "Demokratische Republik Kongo, DR Kongo, Kongo-Kinshasa, جمهورية الكونغو الديمقراطية, الكونغو "
        "الديمقراطية, الكونغو كينشاسا, زائير, Congo RDC, Congo DRC"
    ),
    "CF": (
        "Central African Rep, CAR, C.A.R., RCA, Centrafrique, République centrafricaine, أفريقيا الوسطى, "
        "جمهورية أفريقيا الوسطى"
    ),
    "CG": (
        "Republic of the Congo, Republic of Congo, Congo-Brazzaville, Congo Brazzaville, République du Congo, "
        "Republik Kongo, Kongo-Brazzaville, جمهورية الكونغو, الكونغو برازافيل"
    ),
    "CH": (
        "Svizzera, Helvetia, Swiss Confederation, Confédération suisse, Schweizerische Eidgenossenschaft, "
        "Confoederatio Helvetica"
    ),
    "CI": (
        "Ivory Coast, Cote d'Ivoire, Cote divoire, RCI, R.C.I., Elfenbeinküste, ساحل العاج, كوت ديفوار, Republic "
        "of Ivory Coast"
    ),
    "CM": "Kamerun, Camerun, Cameroons",
    "CN": (
        "PRC, P.R.C., PR China, People's Republic of China, République populaire de Chine, Volksrepublik China, "
        "VR China, جمهورية الصين الشعبية, 中国, Zhongguo, Mainland China"
    ),
    "CV": "Cape Verde, Cabo Verde, Cap-Vert, Kapverden, Kap Verde, الرأس الأخضر, كاب فيردي",
    "CY": "Kıbrıs, Kypros, Κύπρος",
    "CZ": (
        "Czech Republic, République tchèque, Tschechische Republik, Tschechei, جمهورية التشيك, التشيك, Česko, "
        "Česká republika"
    ),
    "DE": (
        "Deutschland, BRD, Bundesrepublik, Bundesrepublik Deutschland, Federal Republic of Germany, FRG, RFA, "
        "République fédérale d'Allemagne, Almanya, Alemania, Germania, Njemačka, Nemačka, المانيا, جمهورية "
        "ألمانيا الاتحادية"
    ),
    "DK": "Danmark",
    "DO": (
        "República Dominicana, Republica Dominicana, Dominicana, Rép. Dominicaine, Dominican Rep, Dom Rep, "
        "جمهورية الدومينيكان, الدومينيكان"
    ),
    "DM": "Commonwealth of Dominica, دومينيكا, Dominique",
    "DZ": "El Djazair, Algérie, Algeria, Dzayer, الجمهورية الجزائرية",
    "EE": "Eesti",
    "EG": "Misr, Masr, Arab Republic of Egypt, République arabe d'Égypte, جمهورية مصر العربية",
    "EH": "Western Sahara, Sahara Occidental, Sahrawi Republic",
    "ES": "España, Espana",
    "ET": "Abyssinia, Federal Democratic Republic of Ethiopia, الحبشة, إثيوبيا, اثيوبيا",
    "FI": "Suomi",
    "FK": "Falklands, Malvinas, Islas Malvinas",
    "FM": "Federated States of Micronesia",
    "FR": "Frankreich, République française, French Republic",
    "GB": (
        "UK, U.K., Great Britain, Britain, England, Scotland, Wales, Northern Ireland, United Kingdom of Great "
        "Britain, Grande-Bretagne, Angleterre, Écosse, Pays de Galles, Irlande du Nord, Royaume Uni, "
        "Großbritannien, Grossbritannien, Schottland, Nordirland, بريطانيا, بريطانيا العظمى, إنجلترا, انكلترا, "
        "إنكلترا, اسكتلندا, ويلز, أيرلندا الشمالية"
    ),
    "GE": "Sakartvelo, Republic of Georgia, Géorgie",
    "GF": "Guyane, Guyane française, Französisch-Guayana",
    "GM": "The Gambia, Gambie, غامبيا, جامبيا",
    "GN": (
        "Guinea-Conakry, Guinea Conakry, Guinée-Conakry, Guinée Conakry, Republic of Guinea, République de "
        "Guinée, غينيا كوناكري"
    ),
    "GQ": "Guinea Ecuatorial",
    "GR": "Hellas, Ellada, Ελλάδα, Hellenic Republic, Grčka, Yunanistan",
    "GW": "Guiné-Bissau, Guine Bissau",
    "HK": "Hong Kong, Hongkong, هونغ كونغ, هونج كونج",
    "HR": "Hrvatska, Republika Hrvatska",
    "HU": "Magyarország",
    "IE": "Éire, Republic of Ireland, Irish Republic, République d'Irlande, Republik Irland, ايرلندا, إيرلندا",
    "IL": "State of Israel, État d'Israël",
    "IN": "Bharat, Republic of India",
    "IR": "Islamic Republic of Iran, République islamique d'Iran, Persia, جمهورية إيران الإسلامية",
    "IS": "Ísland",
    "IT": "Italia",
    "JO": "Hashemite Kingdom of Jordan, Jordanie, Urdun, Al Urdun, المملكة الأردنية الهاشمية",
    "JP": "Nippon, Nihon, 日本",
    "KE": "Republic of Kenya",
    "KG": "Kirghizistan, Kirghizia, Kyrgyz Republic, Kirgisien, قرغيزستان, قيرغيزستان",
    "KH": "Cambodge, Kampuchea",
    "KM": "Comores, جزر القمر, Union of the Comoros",
    "KN": "Saint Kitts and Nevis, St Kitts, Saint Kitts",
    "KP": "DPRK, D.P.R.K., North Korea, N Korea, Corée du Nord, Nordkorea, كوريا الشمالية, DVRK",
    "KR": (
        "ROK, South Korea, S Korea, Republic of Korea, République de Corée, Republik Korea, Corée du Sud, "
        "Südkorea, كوريا الجنوبية, جمهورية كوريا, 한국"
    ),
    "KW": "State of Kuwait, Koweit, Koweït, دولة الكويت",
    "LA": "Lao, Lao PDR, Laos PDR",
    "LB": "Lebanon, Liban, Libanon, الجمهورية اللبنانية, Lubnan",
    "LC": "Saint Lucia",
    "LK": "Ceylon, Ceylan, سيريلانكا, سيرلانكا, سري لنكا",
    "LT": "Lietuva",
    "LV": "Latvija",
    "LY": "Libya, Lybia, Lybie, Lybien, Libia, Libyan Arab Jamahiriya, State of Libya, دولة ليبيا",
    "MA": "Maroc, Marokko, Marocco, Kingdom of Morocco, Royaume du Maroc, Al Maghrib, المملكة المغربية, Maghrib",
    "MD": "Republic of Moldova, République de Moldavie, Republik Moldau, Moldau, Moldavia, Moldawien, مولدافيا",
    "ME": "Crna Gora, Црна Гора",
    "MG": "Madagasikara",
    "MK": (
        "Macedonia, FYROM, FYR Macedonia, North Macedonia, Macédoine, Macédoine du Nord, Mazedonien, "
        "Nordmazedonien, مقدونيا, مقدونيا الشمالية, Makedonija, Severna Makedonija, Северна Македонија, "
        "Македонија, Former Yugoslav Republic of Macedonia"
    ),
    "MM": "Birma, Burma, Birmanie, بورما",
    "MN": "Mongolei",
    "MO": "Macao, Macau, ماكاو",
    "MR": "Islamic Republic of Mauritania, RIM, Mauritanie, Mauretania, موريتانيا",
    "MU": "Maurice, Île Maurice, Ile Maurice, Mauritius Island, موريشيوس",
    "MV": "Maldives, Malediven",
    "MX": "Méjico, Estados Unidos Mexicanos",
    "MY": "Malaysien, Malaisie",
    "MZ": "Moçambique, Mosambique",
    "NL": "Holland, Hollande, Nederland, Pays Bas, هولندا, هولاندا",
    "NO": "Norge, Noreg",
    "NZ": "Aotearoa, Nouvelle Zélande, Neu Seeland",
    "OM": "Sultanate of Oman, Sultanat d'Oman, سلطنة عمان",
    "PG": "PNG",
    "PH": "Pilipinas",
    "PL": "Polska",
    "PS": (
        "Palestine, State of Palestine, Palestinian Territory, Occupied Palestinian Territory, OPT, West Bank, "
        "Gaza Strip, West Bank and Gaza, Palestinian Authority, État de Palestine, Cisjordanie, Bande de Gaza, "
        "Palästina, Palaestina, Staat Palästina, Westjordanland, Gazastreifen, فلسطين, دولة فلسطين, الضفة "
        "الغربية, قطاع غزة, السلطة الفلسطينية, Falastin, Filastin, Palestina"
    ),
    "QA": "State of Qatar, دولة قطر, Katar",
    "RO": "România",
    "RS": "Srbija, Србија, Republic of Serbia",
    "RU": "Russian Federation, Fédération de Russie, Russische Föderation, روسيا الاتحادية, Россия, Rossiya",
    "SA": (
        "KSA, K.S.A., Kingdom of Saudi Arabia, Saudi, Saoudia, Royaume d'Arabie saoudite, Arabie, Saudi Arabien, "
        "السعودية, المملكة العربية السعودية"
    ),
    "SD": "Republic of the Sudan, North Sudan, Soudan du Nord, Nordsudan, جمهورية السودان, شمال السودان",
    "SE": "Sverige",
    "SG": "Singapur",
    "SI": "Slovenija, Republic of Slovenia",
    "SK": "Slovensko, Slovak Republic, République slovaque, Slowakische Republik",
    "SO": "Soomaaliya",
    "SR": "Surinam",
    "SS": "Republic of South Sudan, Sudan South, South Soudan, Sud Soudan, Sud-Soudan, Southern Sudan, Süd Sudan",
    "ST": "São Tomé, Sao Tome, Sao Tome et Principe",
    "SY": "سورية, Syrian Arab Republic, République arabe syrienne, الجمهورية العربية السورية",
    "SZ": "Swaziland, Eswatini, eSwatini, Swasiland, سوازيلاند, Kingdom of Eswatini",
    "TD": "Tchad, Tschad, Chad",
    "TG": "République togolaise",
    "TH": "Siam",
    "TL": "East Timor, Timor oriental, Timor-Leste, Osttimor, تيمور الشرقية",
    "TN": "Tunisie, Tunisia, Tounes, الجمهورية التونسية",
    "TR": (
        "Turkey, Turkiye, Türkiye, Turquie, Turska, Republic of Turkey, République de Turquie, Republik Türkei, Turkei"
    ),
    "TT": "Trinidad, Trinidad Tobago",
    "TW": "Republic of China, République de Chine, Republik China, Taiwan ROC, Chinese Taipei, Formosa",
    "TZ": ("United Republic of Tanzania, République unie de Tanzanie, Tansania, Tanzanie, Zanzibar, تنزانيا, تانزانيا"),
    "UA": "Україна, Ukraina, The Ukraine",
    "US": (
        "USA, U.S.A., U.S., United States of America, States, The States, America, Amérique, Amerika, États-Unis "
        "d'Amérique, Etats Unis, Vereinigte Staaten von Amerika, أمريكا, امريكا, أميركا, الولايات المتحدة "
        "الأمريكية, الولايات المتحدة الأميركية, EEUU, Estados Unidos"
    ),
    "VA": "Vatican, Holy See, Saint-Siège, Vatikan, الفاتيكان",
    "VC": "Saint Vincent, St Vincent",
    "VN": "Viet Nam, Viêt Nam",
    "XK": "Kosova, Kosovë, Republic of Kosovo, RKS, XKX, Косово",
    "YE": "Republic of Yemen, Yaman",
    "ZA": (
        "RSA, R.S.A., Republic of South Africa, République sud-africaine, Suid-Afrika, Suedafrika, "
        "Südafrikanische Republik, جنوب أفريقيا, South African Republic, Afrique du Sud"
    ),
    "ZW": "Rhodesia, زمبابوي, زيمبابوي",
}
