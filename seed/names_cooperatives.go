package seed

// Brands are the poetic half of invented cooperatives' names.
var brands = []string{
	"Nắng Ngàn", "Sương Núi", "Hương Rừng", "Suối Trong", "Mây Ngàn", "Bản Xanh", "Đồi Gió", "Núi Hoa", "Thung Xanh",
	"Sao Sớm", "Vàng Nương", "Rừng Thơm", "Mùa Vàng", "Nhà Sàn", "Hoa Ban Trắng", "Hương Đồi", "Khe Sáng", "Tình Bản",
	"Sức Xuân", "Lúa Nương", "Gió Đại Ngàn", "Ánh Dương Xanh", "Đất Lành", "Mầm Núi", "Chim Én", "Cây Nghiến",
	"Trăng Non", "Nguồn Xanh", "Mạch Suối", "Tâm Quê", "Hồn Núi", "Lộc Rừng", "Vườn Mây", "Sen Núi", "Đá Trắng",
	"Hương Nếp", "Nắng Mới", "Chung Sức", "Đồng Lòng", "Quê Mình", "Thảo Nguyên Xanh", "Bếp Bản", "Sợi Nắng",
	"Chàm Xanh", "Ngọn Đồi", "Bình Minh Xanh", "Thung Lũng Thơm", "Hạt Mẩy", "Đường Mòn", "Xuân Bản",
}

// trade is a line of business of cooperatives without products on offer.
type trade struct {
	name  string
	count int
	about []string
}

// idleTrades are what cooperatives that list nothing do.
var idleTrades = []trade{
	{"Nông nghiệp", 34, []string{
		"Dịch vụ làm đất, giống và vật tư cho các hộ thành viên; chưa có sản phẩm bán chung.",
		"Chăn nuôi và trồng trọt theo nhóm hộ, đang xây dựng vùng nguyên liệu để liên kết.",
	}},
	{"Chăn nuôi", 12, []string{"Nuôi lợn, trâu bò vỗ béo theo tổ, bán tại chợ địa phương."}},
	{"Lâm nghiệp", 10, []string{"Ươm giống keo, mỡ, quế và trồng rừng gỗ lớn cho thành viên."}},
	{"Dịch vụ tổng hợp", 14, []string{"Cung ứng phân bón, thức ăn chăn nuôi và thu gom nông sản của xã viên."}},
	{"Vận tải", 9, []string{"Vận tải hàng hóa và hành khách trên các tuyến trong tỉnh, mười tám đầu xe."}},
	{"Xây dựng", 11, []string{"Xây dựng dân dụng, đường nông thôn và khai thác cát sỏi được cấp phép."}},
	{"Môi trường", 6, []string{"Thu gom rác sinh hoạt và chăm sóc cây xanh tại trung tâm xã."}},
	{"Dịch vụ thủy lợi", 6, []string{"Quản lý hồ, đập nhỏ và kênh mương, tưới cho 140 ha lúa hai vụ."}},
}

// aboutMembers close a cooperative's description.
var aboutMembers = []string{
	"Hợp tác xã có %d thành viên chính thức và %d hộ liên kết.",
	"Hiện có %d thành viên, liên kết sản xuất với %d hộ dân trong vùng.",
	"Quy mô %d thành viên; %d hộ bán nguyên liệu theo hợp đồng mùa vụ.",
}

// aboutMakers open the description of a cooperative: {nghe} is what it makes, {nam}
// when it was founded.
var aboutMakers = []string{
	"Hợp tác xã chuyên {nghe}, thành lập năm {nam}.",
	"Từ năm {nam} hợp tác xã tổ chức sản xuất {nghe} theo chuỗi.",
	"Thành lập năm {nam} để cùng làm và cùng bán {nghe}.",
}

// groupTrades are those of tổ hợp tác.
var groupTrades = []string{"trồng dong riềng", "trồng bí xanh thơm", "nuôi ong", "dệt thổ cẩm", "chè Shan tuyết", "trồng nghệ", "nuôi gà đồi", "trồng khoai môn"}
