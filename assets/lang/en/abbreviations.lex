# Abbreviations, without their full stop.

# Abbreviations that keep their full stop as part of the token, without it: 'Adm'.
[abbreviation]
Adm Apr Aug Ave Brig Bros Capt Cmdr Co Col Corp Dec Dept Dr Feb Fr Gen Gov Hon Inc Jan Jr Jul Jun Lt Ltd Maj
Mar Messrs Mme Mr Mrs Ms Mt No Nov Oct Ph Prof Rep Rev Sen Sep Sept Sgt Sr St Ste Supt Vol co etc no vs

# Abbreviations whose full stop never ends a sentence, since what they belong to follows, in lower case: 'mr'.
[abbreviation-before-name]
adm asst atty brig capt cf cmdr col comdr cpl det dr e.g fr gen gov hon i.e insp lt maj messrs mlle mme mr mrs
ms msgr mt mx pres prof pvt rep reps rev sen sens sgt spc st ste supt viz vs

# Abbreviations whose full stop ends no sentence if a figure follows, in lower case: 'no'.
[abbreviation-before-number]
apr art aug ca ch dec feb fig jan jul jun mar no nos nov oct op p pp sec sep sept vol

# Abbreviations that may end a sentence, in lower case: 'inc'.
[abbreviation-at-end]
al ave bros co corp dept dist est etc ft inc jr llc ltd natl rd sr univ
