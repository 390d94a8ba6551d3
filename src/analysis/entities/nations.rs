//! Countries and what their people and things are called.
//!
//! Facts from ISO 3166-1 (codes, short names) and from English usage. Lines of [`NATIONS`] are
//! `names;adjectives and peoples`, each list separated by `|`, the usual name first.

/// One country a line.
pub const NATIONS: &str = "\
Afghanistan;Afghan|Afghans
Albania;Albanian|Albanians
Algeria;Algerian|Algerians
Andorra;Andorran|Andorrans
Angola;Angolan|Angolans
Argentina;Argentine|Argentinian|Argentines|Argentinians
Armenia;Armenian|Armenians
Australia;Australian|Australians|Aussie|Aussies
Austria;Austrian|Austrians
Azerbaijan;Azerbaijani|Azerbaijanis|Azeri|Azeris
Bahamas;Bahamian|Bahamians
Bahrain;Bahraini|Bahrainis
Bangladesh;Bangladeshi|Bangladeshis
Barbados;Barbadian|Barbadians
Belarus;Belarusian|Belarusians|Belarussian|Belarussians
Belgium;Belgian|Belgians
Belize;Belizean|Belizeans
Benin;Beninese
Bhutan;Bhutanese
Bolivia;Bolivian|Bolivians
Bosnia and Herzegovina|Bosnia-Herzegovina|Bosnia;Bosnian|Bosnians
Botswana;Botswanan|Botswanans
Brazil;Brazilian|Brazilians
Brunei;Bruneian|Bruneians
Bulgaria;Bulgarian|Bulgarians
Burkina Faso;Burkinabe
Burundi;Burundian|Burundians
Cambodia;Cambodian|Cambodians
Cameroon;Cameroonian|Cameroonians
Canada;Canadian|Canadians
Cape Verde;Cape Verdean|Cape Verdeans
Central African Republic;
Chad;Chadian|Chadians
Chile;Chilean|Chileans
China|People's Republic of China|PRC;Chinese
Colombia;Colombian|Colombians
Comoros;Comoran|Comorans
Democratic Republic of Congo|Democratic Republic of the Congo|DR Congo|DRC;Congolese
Republic of the Congo|Congo;
Costa Rica;Costa Rican|Costa Ricans
Croatia;Croatian|Croatians|Croat|Croats
Cuba;Cuban|Cubans
Cyprus;Cypriot|Cypriots
Czech Republic|Czechia;Czech|Czechs
Denmark;Danish|Dane|Danes
Djibouti;Djiboutian|Djiboutians
Dominica;
Dominican Republic;Dominican|Dominicans
East Timor|Timor-Leste;Timorese
Ecuador;Ecuadorian|Ecuadorians|Ecuadorean|Ecuadoreans
Egypt;Egyptian|Egyptians
El Salvador;Salvadoran|Salvadorans
Equatorial Guinea;
Eritrea;Eritrean|Eritreans
Estonia;Estonian|Estonians
Eswatini|Swaziland;Swazi|Swazis
Ethiopia;Ethiopian|Ethiopians
Fiji;Fijian|Fijians
Finland;Finnish|Finn|Finns
France;French|Frenchman|Frenchmen
Gabon;Gabonese
Gambia;Gambian|Gambians
Georgia;Georgian|Georgians
Germany;German|Germans
Ghana;Ghanaian|Ghanaians
Greece;Greek|Greeks
Greenland;Greenlandic|Greenlander|Greenlanders
Grenada;Grenadian|Grenadians
Guatemala;Guatemalan|Guatemalans
Guinea;Guinean|Guineans
Guinea-Bissau;
Guyana;Guyanese
Haiti;Haitian|Haitians
Honduras;Honduran|Hondurans
Hong Kong;Hong Konger|Hong Kongers
Hungary;Hungarian|Hungarians
Iceland;Icelandic|Icelander|Icelanders
India;Indian|Indians
Indonesia;Indonesian|Indonesians
Iran;Iranian|Iranians
Iraq;Iraqi|Iraqis
Ireland|Republic of Ireland;Irish|Irishman
Israel;Israeli|Israelis
Italy;Italian|Italians
Ivory Coast|Côte d'Ivoire|Cote d'Ivoire;Ivorian|Ivorians
Jamaica;Jamaican|Jamaicans
Japan;Japanese
Jordan;Jordanian|Jordanians
Kazakhstan;Kazakh|Kazakhs|Kazakhstani
Kenya;Kenyan|Kenyans
Kosovo;Kosovar|Kosovars|Kosovan|Kosovans
Kuwait;Kuwaiti|Kuwaitis
Kyrgyzstan;Kyrgyz
Laos;Laotian|Laotians|Lao
Latvia;Latvian|Latvians
Lebanon;Lebanese
Lesotho;Basotho
Liberia;Liberian|Liberians
Libya;Libyan|Libyans
Liechtenstein;
Lithuania;Lithuanian|Lithuanians
Luxembourg;Luxembourger|Luxembourgers
Macau|Macao;Macanese
Madagascar;Malagasy
Malawi;Malawian|Malawians
Malaysia;Malaysian|Malaysians
Maldives;Maldivian|Maldivians
Mali;Malian|Malians
Malta;Maltese
Marshall Islands;Marshallese
Mauritania;Mauritanian|Mauritanians
Mauritius;Mauritian|Mauritians
Mexico;Mexican|Mexicans
Micronesia;Micronesian|Micronesians
Moldova;Moldovan|Moldovans
Monaco;Monegasque
Mongolia;Mongolian|Mongolians
Montenegro;Montenegrin|Montenegrins
Morocco;Moroccan|Moroccans
Mozambique;Mozambican|Mozambicans
Myanmar|Burma;Burmese
Namibia;Namibian|Namibians
Nauru;Nauruan|Nauruans
Nepal;Nepalese|Nepali|Nepalis
Netherlands|Holland;Dutch|Dutchman
New Zealand;New Zealander|New Zealanders|Kiwi|Kiwis
Nicaragua;Nicaraguan|Nicaraguans
Niger;Nigerien|Nigeriens
Nigeria;Nigerian|Nigerians
North Korea|Democratic People's Republic of Korea|DPRK;North Korean|North Koreans
North Macedonia|Macedonia;Macedonian|Macedonians
Norway;Norwegian|Norwegians
Oman;Omani|Omanis
Pakistan;Pakistani|Pakistanis
Palau;Palauan|Palauans
Palestine;Palestinian|Palestinians
Panama;Panamanian|Panamanians
Papua New Guinea;Papuan|Papuans
Paraguay;Paraguayan|Paraguayans
Peru;Peruvian|Peruvians
Philippines;Filipino|Filipinos|Philippine|Filipina|Filipinas
Poland;Polish|Pole|Poles
Portugal;Portuguese
Puerto Rico;Puerto Rican|Puerto Ricans
Qatar;Qatari|Qataris
Romania;Romanian|Romanians
Russia|Russian Federation;Russian|Russians
Rwanda;Rwandan|Rwandans
Samoa;Samoan|Samoans
San Marino;
Saudi Arabia|Kingdom of Saudi Arabia|KSA;Saudi|Saudis|Saudi Arabian
Senegal;Senegalese
Serbia;Serbian|Serbians|Serb|Serbs
Seychelles;Seychellois
Sierra Leone;Sierra Leonean|Sierra Leoneans
Singapore;Singaporean|Singaporeans
Slovakia;Slovak|Slovaks|Slovakian
Slovenia;Slovenian|Slovenians|Slovene|Slovenes
Solomon Islands;
Somalia;Somali|Somalis|Somalian
South Africa;South African|South Africans
South Korea|Republic of Korea|ROK;South Korean|South Koreans
South Sudan;South Sudanese
Spain;Spanish|Spaniard|Spaniards
Sri Lanka;Sri Lankan|Sri Lankans
Sudan;Sudanese
Suriname;Surinamese
Sweden;Swedish|Swede|Swedes
Switzerland;Swiss
Syria;Syrian|Syrians
Taiwan|Republic of China;Taiwanese
Tajikistan;Tajik|Tajiks
Tanzania;Tanzanian|Tanzanians
Thailand;Thai|Thais
Togo;Togolese
Tonga;Tongan|Tongans
Trinidad and Tobago|Trinidad;Trinidadian|Trinidadians
Tunisia;Tunisian|Tunisians
Turkey|Türkiye;Turkish|Turk|Turks
Turkmenistan;Turkmen
Tuvalu;Tuvaluan
Uganda;Ugandan|Ugandans
Ukraine;Ukrainian|Ukrainians
United Arab Emirates|UAE;Emirati|Emiratis
United Kingdom|UK|Britain|Great Britain;British|Briton|Britons
United States|US|USA|United States of America|America;American|Americans
Uruguay;Uruguayan|Uruguayans
Uzbekistan;Uzbek|Uzbeks
Vanuatu;
Vatican City|Vatican;
Venezuela;Venezuelan|Venezuelans
Vietnam|Viet Nam;Vietnamese
Yemen;Yemeni|Yemenis
Zambia;Zambian|Zambians
Zimbabwe;Zimbabwean|Zimbabweans
England;English|Englishman|Englishmen
Scotland;Scottish|Scot|Scots
Wales;Welsh
Northern Ireland;
Soviet Union|USSR;Soviet|Soviets
Yugoslavia;Yugoslav|Yugoslavs
Czechoslovakia;Czechoslovak
Korea;Korean|Koreans
Catalonia;Catalan|Catalans
Chechnya;Chechen|Chechens
Kurdistan;Kurdish|Kurd|Kurds
Tibet;Tibetan|Tibetans
Crimea;Crimean
Gaza Strip|Gaza;Gazan|Gazans
Europe;European|Europeans
Asia;Asian|Asians
Africa;African|Africans
Latin America;Latin American|Latin Americans
North America;North American|North Americans
South America;South American|South Americans
Scandinavia;Scandinavian|Scandinavians
Antarctica;Antarctic
";

/// Peoples, faiths and followers of parties that belong to no one country.
pub const GROUPS: &str = "\
Arab|Arabs|Arabic|Muslim|Muslims|Islamic|Islamist|Islamists|Christian|Christians|Catholic|Catholics|Protestant|Protestants|Jew|Jews|\
Jewish|Hindu|Hindus|Buddhist|Buddhists|Sikh|Sikhs|Shiite|Shiites|Shi'ite|Shi'ites|Shia|Shias|Sunni|Sunnis|Orthodox|Mormon|Mormons|\
Republicans|Democrats|Conservatives|Liberals|Tories|Socialists|Communists|Communist|Marxist|Maoist|Maoists|Nazis|Bolsheviks|Zionist|\
Uighur|Uighurs|Uyghur|Uyghurs|Rohingya|Pashtun|Pashtuns|Hutu|Hutus|Tutsi|Tutsis|Yazidi|Yazidis|Roma|Slavic|Slavs|Tamil|Tamils|\
Sinhalese|Berber|Tuareg|Maori|Inuit|Aboriginal|Hispanic|Hispanics|Latino|Latinos|Latina|Latinx|African-American|African-Americans|\
Asian-American|Asian-Americans|Native American|Native Americans|Texan|Texans|Californian|Californians|New Yorker|New Yorkers|\
Londoner|Londoners|Parisian|Parisians|Berliners|Bavarian|Westerners|Anglican|Anglicans|Evangelical|Lutheran|Lutherans|Baptist|\
Baptists|Methodist|Methodists|Amish|Cherokee|Navajo|Apache|Sioux|Aztec|Aztecs|Inca|Incas|Maya|Mayan|Mayans|Roman|Romans|Viking|Vikings|\
Flemish|Basque|Basques|Breton|Siberian|Balkan|Baltic|Caribbean|Hawaiian|Alaskan";
