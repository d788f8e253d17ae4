"""Closed vocabularies of the registers: the one place where a Chinese term that code compares with stands."""

SMALL, MIDDLE, LARGE = "小班", "中班", "大班"
BANDS = (SMALL, MIDDLE, LARGE)
"""The bands that a recipe has a column for."""
TODDLERS, MIXED = "托班", "混龄班"
PRESCHOOL = "学前班"
"""The class of the year before school: 大班 under another name."""
USUAL_BANDS = (TODDLERS, SMALL, MIDDLE, LARGE, MIXED)
"""The bands of the packaged profile; a kindergarten's own profile may have others."""

DERIVED = "derived"
DERIVED_LABELS = {DERIVED: "推算"}
"""A value that follows from another instead of being counted: diners of a meal from one number a day."""

BREAKFAST, MORNING_SNACK, LUNCH, AFTERNOON_SNACK, SUPPER = "早餐", "早点", "午餐", "午点", "晚餐"
MEALS = (BREAKFAST, MORNING_SNACK, LUNCH, AFTERNOON_SNACK, SUPPER)

STAPLE, MAIN, SECOND, VEGETABLE, SOUP, SNACK, MILK, FRUIT = (
    "主食", "大荤", "小荤", "素菜", "汤羹", "点心", "奶饮", "水果",
)  # fmt: skip
COURSES = (STAPLE, MAIN, SECOND, VEGETABLE, SOUP, SNACK, MILK, FRUIT)

SEX_LABELS = {"M": "男", "F": "女"}

OPENING, PURCHASE, ISSUE, RETURN, LOSS, REVERSAL = "期初", "采购", "领用", "退货", "损耗", "冲正"
COUNT_GAIN, COUNT_LOSS = "盘盈", "盘亏"
MOVEMENT_SIGN = {OPENING: 1, PURCHASE: 1, COUNT_GAIN: 1, ISSUE: -1, RETURN: -1, LOSS: -1, COUNT_LOSS: -1}
"""What each kind but the reversal does to the stock: 1 adds, -1 takes."""
MOVEMENT_KINDS = (OPENING, PURCHASE, ISSUE, RETURN, LOSS, COUNT_GAIN, COUNT_LOSS, REVERSAL)
CHILDREN_LEDGER, STAFF_LEDGER = "幼儿", "教工"
LEDGERS = (CHILDREN_LEDGER, STAFF_LEDGER)

HEALTH_OFFICER, NURTURER, COOK, TEACHER, GUARD, LOGISTICS, PRINCIPAL, CLEANER, ACCOUNTANT = (
    "保健员", "保育员", "营养员", "教师", "门卫", "后勤主任", "园长", "保洁员", "财务",
)  # fmt: skip
ROLES = (
    PRINCIPAL, LOGISTICS, TEACHER, NURTURER, COOK, HEALTH_OFFICER, ACCOUNTANT, GUARD, CLEANER,
)  # fmt: skip
SCORED_ROLES = (NURTURER, COOK, HEALTH_OFFICER)
NO_CERTIFICATE = "无"
CERTIFICATE_LEVELS = ("高级", "中级", "初级", NO_CERTIFICATE)

SICK_LEAVE, PRIVATE_LEAVE, OTHER_LEAVE = "病假", "事假", "其他"
LEAVE_KINDS = (SICK_LEAVE, PRIVATE_LEAVE, OTHER_LEAVE)

SPRING, AUTUMN = "春季", "秋季"

TO_CONFIRM = "待确认"
"""Note of a day of the calendar that no published holidays cover."""

GRAINS, TUBERS, PULSES, VEGETABLES, FUNGI, FRUITS = "谷类", "薯类", "杂豆", "蔬菜", "菌藻", "水果"
MEAT, LIVER, AQUATIC, EGGS, DAIRY, SOY, NUTS = "畜禽肉", "动物肝脏", "水产", "蛋类", "奶类", "大豆制品", "坚果"
OIL, SUGAR, SALT, CONDIMENTS, OTHER_FOODS = "油", "糖", "盐", "调味品", "其他"
FOOD_GROUPS = (
    GRAINS, TUBERS, PULSES, VEGETABLES, FUNGI, FRUITS, MEAT, LIVER, AQUATIC, EGGS, DAIRY,
    SOY, NUTS, OIL, SUGAR, SALT, CONDIMENTS, OTHER_FOODS,
)  # fmt: skip
ANIMAL, LEGUME, CEREAL, PLANT = "animal", "legume", "cereal", "plant"
ORIGIN_LABELS = {ANIMAL: "动物性", LEGUME: "豆类", CEREAL: "谷类", PLANT: "其他植物性"}
DARK, LIGHT = "深色", "浅色"
ALLERGENS = ("奶", "蛋", "鱼", "甲壳", "花生", "大豆", "坚果", "小麦", "芝麻", "软体")
CONFIDENCE = ("seen", "inferred", "mixed", "own-knowledge")
DRAFT = "draft"
DRAFT_LABELS = {DRAFT: "拟"}
"""A dish that nobody has confirmed: it counts in what was eaten, and no menu is planned with it."""
UNKNOWN_ALLERGEN, NO_ALLERGEN = "未知", "无"
