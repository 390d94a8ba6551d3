# Nouns for people, in lower case.

# Nouns for one person by office, trade or kinship, for whom 'he' or 'she' may stand: 'activist'.
[person-noun]
activist actor actress adviser advisor aide ambassador analyst archbishop artist attorney author bishop
brother candidate captain chairman chairwoman chancellor chef chief coach colleague colonel commander
commissioner coroner councillor counsel curator daughter dealer defendant deputy detective diplomat director
doctor economist editor engineer envoy executive expert farmer father fisherman founder general governor
historian husband inspector investigator journalist judge king lawmaker lawyer leader lecturer lieutenant
magistrate man manager mayor minister mother neighbor neighbour nurse officer official organiser organizer
owner pilot planner player politician pope premier president priest prince princess producer professor
prosecutor queen reporter researcher resident rival scientist secretary senator sheriff singer sister soldier
son speaker spokesman spokesperson spokeswoman student superintendent survivor suspect teacher treasurer uncle
victim wife witness woman worker writer

# Nouns for several people or bodies that may speak, for whom 'they' may stand: 'activists'.
[several-noun]
activists analysts authorities authors companies countries critics doctors economists engineers experts
families farmers firms governments investigators journalists lawmakers lawyers leaders ministers officers
officials parents parties police prosecutors protesters researchers residents scientists sources states
students survivors teachers unions witnesses workers

# Groups of people who threaten: 'hijackers'.
[attacker-noun]
attackers gunmen hijackers insurgents kidnappers militants rebels separatists strikers

# Titles and nouns for men, for whom 'he' stands: 'mr', 'brother'.
[masculine]
actor archbishop boy brother businessman chairman congressman duke father fisherman grandfather herr husband
imam king lord man monsieur mr mr. policeman pope prince señor sir son spokesman uncle widower

# Titles and nouns for women, for whom 'she' stands: 'mrs', 'sister'.
[feminine]
actress aunt businesswoman chairwoman congresswoman dame daughter duchess frau girl grandmother lady madame
miss mother mrs mrs. ms ms. policewoman princess queen señora sister spokeswoman widow wife woman
