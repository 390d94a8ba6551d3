# Given names, in lower case.

# Given names that are nearly always a man's.
[man-name]
aaron abdul abdullah adam adrian ahmed alan albert alejandro alexander alfred ali anders andrew anthony
antonio arthur barack ben benjamin bernard bill bjorn björn bob boris brian bruce carl carlos charles
christopher colin craig daniel dave david dean dennis diego dmitry donald douglas ed edward emmanuel enrique
eric erik ernest fernando francisco frank fred fritz gary geoffrey george gerald giovanni giuseppe gordon
graham greg gregory guillaume gunnar hamid hans harold harry hassan heinrich henrik henry hiroshi howard hugh
ian ibrahim igor ivan ivar jack jacob jacques james jason javier jeff jeffrey jens jeremy jim joe john
jonathan jorge joseph josh joshua josé juan justin jürgen karl keith kenji kenneth kevin klaus larry lars
lawrence luca luigi luis mahmoud malcolm manuel marco mario mark martin matt matthew michael miguel mike mikko
mohamed mohammad mohammed muhammad mustafa nathan neil nicholas nick nigel nikolai nils norman oliver omar
oscar oskar otto paolo patrick paul pavel pedro peter philip pierre piotr rafael ralph raymond ricardo richard
robert roberto roger ronald roy russell ryan samuel scott sean sergei sergey sergio simon stefan stephen steve
steven stuart sven takeshi terry theodore thomas tim timothy tom tomas tony victor viktor vincent vladimir
walter wayne william wolfgang xavier youssef yusuf

# Given names that are nearly always a woman's.
[woman-name]
abigail agnes aisha alice alison amanda amy ana angela anita anja ann anna anne annie aoife astrid barbara
beatrice bernadette betty birgit brenda bridget carla carmen carol caroline catherine cecilia charlotte chiara
christina christine claire clara claudia cynthia deborah diana diane dolores donna dorothy eleanor elena
elisabeth elizabeth ellen emily emma esther eva evelyn fatima fiona florence frances francesca gabriela giulia
gloria grace greta hannah harriet heather heidi helen helena helga hillary ingeborg ingrid inés irene isabel
isabella jacqueline jane janet jennifer jessica joan joanna josephine joyce judith julia julie karen katarina
kate katherine kathleen kathy katja laura lauren leila lena linda lisa louise lucia lucie lucy margaret maria
marie marina martha mary megan melissa michelle miriam monica nadia nancy naomi natalia natalie natasha niamh
nicole nina nora olga olivia pamela patricia paula pauline rachel rebecca rosa rosemary ruth samantha sandra
sara sarah sharon sigrid silvia siobhan sofia sonia sophia sophie stella stephanie susan svetlana sylvia
tatiana teresa theresa ulrike ursula valentina vanessa vera veronica victoria virginia wendy yasmin yvonne
