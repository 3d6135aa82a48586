package seed

// Surnames as they are common in the region: Tày, Nùng, Dao and Kinh.
var surnames = []string{
	"Hoàng", "Nông", "Triệu", "Ma", "Lường", "Bàn", "Đặng", "Hà", "Nguyễn", "Lý", "Lục", "Đàm", "Vi", "Chu",
	"Dương", "Nguyễn", "Hoàng", "Nông", "Lộc", "Trần", "Phùng", "Mã", "La", "Đinh",
}

var menMiddle = []string{"Văn", "Đức", "Quang", "Minh", "Hữu", "Xuân", "Ngọc", "Trung", "Công", "Đình"}

var menGiven = []string{
	"Hùng", "Dũng", "Tuấn", "Thành", "Long", "Sơn", "Quyết", "Chiến", "Khánh", "Hải", "Thắng", "Tùng", "Lâm",
	"Phúc", "Kiên", "Cường", "Nghĩa", "Toàn", "Huy", "Thịnh", "Duy", "Bách",
}

var womenMiddle = []string{"Thị", "Thu", "Thị Thanh", "Thị Hồng", "Ngọc", "Thị Kim", "Thị Bích", "Minh"}

var womenGiven = []string{
	"Hương", "Lan", "Huệ", "Thảo", "Nhung", "Hạnh", "Hiền", "Mai", "Ngân", "Yến", "Liễu", "Duyên", "Thơm",
	"Trang", "Loan", "Hoa", "Nga", "Phượng", "Xuân", "Dung", "Tuyết", "Vân",
}

// person invents a full name.
func person(d *dice) string {
	if d.chance(45) {
		return pick(d, surnames) + " " + pick(d, womenMiddle) + " " + pick(d, womenGiven)
	}
	return pick(d, surnames) + " " + pick(d, menMiddle) + " " + pick(d, menGiven)
}

var mobilePrefixes = []string{"091", "094", "097", "098", "096", "086", "038", "036", "035", "083"}

func phone(d *dice) string {
	text := []byte(pick(d, mobilePrefixes))
	for len(text) < 10 {
		text = append(text, byte('0'+d.below(10)))
	}
	return string(text)
}
