# Words of names: titles, heads and endings.

# Titles and ranks before a person's name: 'Admiral', 'Mrs.'.
[title]
Adm. Admiral Ambassador Archbishop Ayatollah Baron Baroness Bishop Brig. Brother Capt. Captain Cardinal
Chairman Chancellor Chief Cmdr. Coach Col. Colonel Commander Commissioner Congressman Congresswoman Constable
Councillor Count Countess Dame Detective Dr Dr. Duchess Duke Emperor Father Fr. Gen. General Gov. Governor
Hon. Imam Inspector Judge Justice King Lady Lieutenant Lord Lt. Magistrate Maj. Major Marshal Mayor Minister
Miss Mother Mr Mr. Mrs Mrs. Ms Ms. Mullah Officer Pastor Pope Premier President Prime Prince Princess Prof.
Professor Queen Rabbi Rep. Representative Rev. Reverend Secretary Sen. Senator Sergeant Sgt. Sheik Sheikh Sir
Sister Sultan Superintendent

# Short forms of ranks, without their full stop, before a given name and a surname: 'Sgt'.
[short-rank]
Adm Brig Capt Cmdr Cpl Insp Lt Maj Pte Pvt Sgt Supt

# Endings of the names of companies: 'Ltd'.
[company-ending]
AB AG AS ASA Bhd Co Co. Companies Company Corp Corp. Corporation GmbH Group Holding Holdings Inc Inc.
Incorporated KG KGaA LLC LLP LP Limited Ltd Ltd. NV OAO Oyj PLC PT Plc Pte Pty SA SE SpA plc

# The head of an organisation's name, which is the word before 'of' or the last word: 'Academy'.
[organization-head]
Academy Administration Agency Airline Airlines Airways Alliance Army Assembly Associates Association Authority
Bancorp Bank Battalion Board Books Brewery Brewing Brigade Brigades Broadcasting Brotherhood Brothers Bureau
Cabinet Capital Cartel Caucus Center Centre Chamber Chronicle Church Clinic Club Coalition College Command
Commission Committee Communications Confederation Conference Congress Consortium Constabulary Convention
Cooperative Corps Council Court Department Dept Directorate Division Dynamics Electric Electronics Energy
Engineering Enterprises Entertainment Exchange Express FC Faculty Federation Fleet Foods Force Forces Forum
Foundation Front Fund Gas Gazette Guard Guards Guild Headquarters Hospital Hotels Industries Initiative
Inspectorate Institute Institution Insurance Journal Laboratories Laboratory Labs League Legion Mafia Media
Militia Mines Mining Ministry Mission Monitor Motors Movement Museum Mutual Navy Network Newspapers
Observatory Office Oil Orchestra Organisation Organisations Organization Parliament Partners Partnership Party
Petroleum Pharmaceuticals Pictures Police Post Power Press Productions Program Programme Publishing Records
Regiment Rovers School Secretariat Securities Senate Service Services Shipping Shipyard Shipyards Society
Software Solutions Squadron Steel Stores Studios Syndicate Systems Task Technologies Telecom Theatre Times
Tribunal Trust Union United University Utilities Ventures Wanderers Watch Works Yards

# The head of a place's name: 'Airport'.
[place-head]
Airport Avenue Basin Bay Beach Boulevard Bridge Canal Canyon Cape Castle City Coast County Creek Desert
District Falls Forest Fort Gulf Harbor Harbour Hill Hills Island Islands Isle Lake Mount Mountain Mountains
Ocean Park Peninsula Plateau Port Prefecture Province Region River Road Sea Square State Strait Street Town
Township Valley Village

# The head of an event's name: 'Festival'.
[event-head]
Attacks Awards Battle Blitz Campaign Carnival Championship Championships Christmas Crisis Crusade Crusades Cup
Day Derby Earthquake Easter Election Elections Expo Fair Festival Final Finals Games Genocide Holocaust
Hurricane Intifada Marathon Massacre Masters Olympic Olympics Open Operation Pandemic Paralympics Prix Ramadan
Rebellion Referendum Revolution Riots Siege Spring Storm Summit Thanksgiving Tour Tournament Trial Trials
Tsunami Uprising War Wars Week

# The head of the name of a law or a treaty: 'Act'.
[law-head]
Accord Accords Act Agreement Amendment Amendments Article Bill Charter Clause Code Constitution Convention
Covenant Declaration Decree Directive Law Laws Pact Proposition Protocol Regulation Resolution Rule Statute
Title Treaty

# Abbreviations that name no organisation: 'AIDS', 'CCTV'.
[common-abbreviation]
AIDS ATM ATMs BBQ CCTV CD CDs CEO CEOs CFO COO CPR CTO CV DIY DJ DJs DNA DVD DVDs EUR FAQ FAQs GBP GDP GMO
GMOs GMT GNP GPA GPS GST HIV HTML HTTP IDs IPO IPOs IQ JPY KO LCD LED LEDs LGBT LNG MBA MRI NGO NGOs NSFW PDF
PDFs PTSD RFP RNA ROI RPM RSVP SEO SIM SMEs SMS SOS SQL SUV SUVs TV TVs UFO UFOs URL URLs USB USD UTC VAT VIP
VIPs WMD XML

# Offices, which never end a person's name: 'Chairman'.
[office]
Adviser Advisor Ambassador Analyst Attorney Chairman Chancellor Chief Commissioner Coroner Correspondent
Director Economist Editor Engineer Envoy Executive Governor Inspector Judge Leader Manager Mayor Minister
Officer President Prosecutor Representative Secretary Senator Sheriff Speaker Spokesman Spokesperson
Spokeswoman Superintendent Treasurer

# Faiths: 'Islam'.
[faith]
Buddhism Catholicism Christianity Hinduism Islam Islamism Judaism Protestantism Sikhism Taoism

# Nouns for works of art and writing: 'album', 'novel'.
[work-noun]
album anthology ballad ballet blockbuster book comedy documentary drama essay film journal memoir movie
musical novel opera painting paintings play poem sculpture series single sitcom song symphony thriller trilogy
videogame

# Last words of the names of newspapers: 'Argus', 'Chronicle'.
[newspaper-ending]
Advertiser Advocate Argus Bulletin Chronicle Courier Dispatch Echo Enquirer Examiner Gazette Globe Guardian
Herald Independent Inquirer Journal Ledger Mail Mercury Mirror Monitor News Observer Post Recorder Register
Reporter Review Sentinel Standard Star Telegraph Times Tribune Weekly

# Legal forms that belong to a company's name wherever they follow it: 'GmbH'.
[legal-form]
AG Corp Corp. GmbH Inc Inc. LLC LLP Ltd Ltd. NV PLC Plc Pty SpA plc

# Heads of names that are never a place's: 'Commission'.
[office-head]
Agency Association Bank Commission Committee Department Federation Ministry Organisation Organization Party

# Last words of the names of companies, for which 'the company' may stand.
[company-word]
AG Airlines Bank Co Company Corp Corporation Electric Energy Foods GmbH Group Holdings Inc Industries LLC
Limited Ltd Motors NV Oil PLC Partners SA SE Steel Technologies plc
