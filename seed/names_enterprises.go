package seed

// firm is an invented enterprise in a real place.
type firm struct {
	name    string
	area    string // official code
	address string
	trade   string // processor, retailer, exporter, hospitality
	wants   []string
	about   string
}

// firms are the verified enterprises; the first is the demo account's.
var firms = []firm{
	{"Công ty Cổ phần Thực phẩm Bếp Việt Bắc", "01", "Phường Hà Đông, thành phố Hà Nội", "processor", []string{"mien-dong", "gao-nua-lech", "nam-huong", "mang-kho", "lap-suon"}, "Chế biến và phân phối thực phẩm khô, lạp sườn và quà Tết cho hơn 300 điểm bán ở miền Bắc."},
	{"Công ty TNHH Siêu thị Xanh Hồng Hà", "01", "Phường Cầu Giấy, thành phố Hà Nội", "retailer", []string{"mien-dong", "bi-xanh-thom", "quyt", "cam-sanh", "hong-khong-hat", "ga-doi", "mat-ong"}, "Chuỗi 22 siêu thị thực phẩm sạch, ưu tiên hàng OCOP từ 3 sao."},
	{"Công ty Cổ phần Bán lẻ Chợ Phiên", "01", "Phường Long Biên, thành phố Hà Nội", "retailer", []string{"gao-bao-thai", "khoai-mon", "bi-xanh-thom", "mang-kho", "banh-gio"}, "Cửa hàng đặc sản vùng miền và bán trực tuyến giao trong ngày."},
	{"Công ty TNHH Dược liệu An Lâm", "01", "Phường Thanh Xuân, thành phố Hà Nội", "processor", []string{"nghe-tuoi", "tinh-bot-nghe", "curcumin", "sa-nhan", "giao-co-lam"}, "Sản xuất thực phẩm bảo vệ sức khỏe từ dược liệu trong nước."},
	{"Công ty Cổ phần Trà Mây Bắc", "01", "Phường Hoàn Kiếm, thành phố Hà Nội", "exporter", []string{"che-shan", "tra-hoa-vang", "giao-co-lam", "tra-muop-dang"}, "Đóng gói và xuất khẩu trà đặc sản sang Nhật Bản, Đài Loan và châu Âu."},
	{"Công ty TNHH Xuất nhập khẩu Nông sản Sông Hồng", "01", "Phường Hoàng Mai, thành phố Hà Nội", "exporter", []string{"mien-dong", "mang-kho", "hat-de", "nam-huong", "choi-chit"}, "Xuất khẩu nông sản khô và hàng thủ công cho cộng đồng người Việt ở nước ngoài."},
	{"Công ty Cổ phần Suất ăn Công nghiệp Thăng Long Xanh", "01", "Xã Đông Anh, thành phố Hà Nội", "hospitality", []string{"gao-bao-thai", "lon-den", "ga-doi", "khoai-mon", "bi-xanh-thom"}, "Mỗi ngày 40.000 suất ăn cho nhà máy và trường học."},
	{"Công ty TNHH Lữ hành Đường Rừng", "01", "Phường Ba Đình, thành phố Hà Nội", "hospitality", []string{"homestay", "trai-nghiem"}, "Tổ chức tour sinh thái và giáo dục trải nghiệm ở vùng núi phía Bắc."},
	{"Công ty TNHH Quà tặng Hồn Bản", "01", "Phường Tây Hồ, thành phố Hà Nội", "retailer", []string{"tho-cam", "dan-lat", "che-shan", "mat-ong", "huong-the"}, "Quà tặng doanh nghiệp làm từ sản vật và đồ thủ công."},
	{"Công ty Cổ phần Nhà hàng Bếp Sàn", "01", "Phường Đống Đa, thành phố Hà Nội", "hospitality", []string{"lon-den", "ga-doi", "ruou-men-la", "thit-gac-bep", "tep-chua"}, "Chuỗi chín nhà hàng món dân tộc miền núi."},
	{"Công ty TNHH Đồ uống Lá Rừng", "01", "Xã Hoài Đức, thành phố Hà Nội", "processor", []string{"ruou-men-la", "nuoc-mo", "mo-qua"}, "Chưng cất, ủ và đóng chai đồ uống từ nguyên liệu bản địa."},
	{"Công ty Cổ phần Thương mại Điện tử Chợ Bản", "01", "Phường Từ Liêm, thành phố Hà Nội", "retailer", []string{"mien-dong", "lap-suon", "mat-ong", "tinh-bot-nghe", "gao-nua-lech"}, "Sàn bán đặc sản có truy xuất nguồn gốc."},
	{"Công ty TNHH Thực phẩm Gang Thép", "05467", "Phường Gia Sàng, tỉnh Thái Nguyên", "retailer", []string{"gao-bao-thai", "mien-dong", "ga-doi", "bi-xanh-thom"}, "Cung ứng thực phẩm cho bếp ăn khu công nghiệp và sáu cửa hàng."},
	{"Công ty Cổ phần Trà Sương Trung Du", "05503", "Xã Tân Cương, tỉnh Thái Nguyên", "processor", []string{"che-shan", "tra-hoa-vang"}, "Chế biến chè, mở thêm dòng trà Shan tuyết vùng cao."},
	{"Công ty TNHH Siêu thị Phố Núi", "05443", "Phường Phan Đình Phùng, tỉnh Thái Nguyên", "retailer", []string{"mien-dong", "quyt", "hong-khong-hat", "lap-suon", "mang-kho", "tra-muop-dang"}, "Hai siêu thị tổng hợp và mười một cửa hàng tiện lợi."},
	{"Công ty Cổ phần Chế biến Nông sản Phổ Yên Xanh", "05860", "Phường Phổ Yên, tỉnh Thái Nguyên", "processor", []string{"khoai-mon", "mo-qua", "bi-xanh-thom", "nghe-tuoi"}, "Cấp đông, sấy và ép nước rau quả, công suất 30 tấn mỗi ngày."},
	{"Công ty TNHH Dược phẩm Sông Công", "05518", "Phường Sông Công, tỉnh Thái Nguyên", "processor", []string{"nghe-tuoi", "curcumin", "tinh-bot-nghe", "giao-co-lam"}, "Nhà máy đạt GMP, gia công viên nang và trà túi lọc."},
	{"Công ty TNHH Suất ăn Điềm Thụy", "05941", "Xã Điềm Thụy, tỉnh Thái Nguyên", "hospitality", []string{"gao-bao-thai", "ga-doi", "lon-den"}, "Phục vụ bếp ăn khu công nghiệp Điềm Thụy."},
	{"Công ty Cổ phần Dược liệu Thượng Nguồn", "01840", "Phường Đức Xuân, tỉnh Thái Nguyên", "processor", []string{"nghe-tuoi", "tinh-bot-nghe", "sa-nhan", "tinh-dau"}, "Thu mua và chiết xuất dược liệu tại vùng trồng."},
	{"Công ty TNHH Thương mại Chợ Rã", "01912", "Xã Chợ Rã, tỉnh Thái Nguyên", "retailer", []string{"bi-xanh-thom", "tep-chua", "hong-khong-hat", "tra-muop-dang"}, "Đầu mối gom hàng quanh hồ Ba Bể, đội xe sáu chiếc."},
	{"Công ty TNHH Khách sạn Hồ Xanh", "01906", "Xã Ba Bể, tỉnh Thái Nguyên", "hospitality", []string{"homestay", "trai-nghiem", "ruou-men-la", "lap-suon"}, "Khách sạn và dịch vụ thuyền bên hồ Ba Bể."},
	{"Công ty TNHH Nước quả Đồng Tâm Xanh", "02086", "Xã Chợ Mới, tỉnh Thái Nguyên", "processor", []string{"mo-qua", "nuoc-mo", "cam-sanh"}, "Nhà máy nước quả trong cụm công nghiệp Chợ Mới."},
	{"Công ty Cổ phần Phân phối Kinh Bắc Mới", "24", "Phường Võ Cường, tỉnh Bắc Ninh", "retailer", []string{"mien-dong", "gao-nua-lech", "lap-suon", "mang-kho"}, "Nhà phân phối cấp một cho 600 đại lý."},
	{"Công ty TNHH Suất ăn Yên Phong", "24", "Xã Yên Phong, tỉnh Bắc Ninh", "hospitality", []string{"gao-bao-thai", "khoai-mon", "ga-doi", "lon-den"}, "Suất ăn cho các khu công nghiệp điện tử."},
	{"Công ty Cổ phần Thực phẩm Sông Thương", "24", "Phường Bắc Giang, tỉnh Bắc Ninh", "processor", []string{"mien-dong", "hat-de", "quyt"}, "Đóng gói đồ khô, mứt và bánh kẹo."},
	{"Công ty TNHH Siêu thị Từ Sơn Sạch", "24", "Phường Từ Sơn, tỉnh Bắc Ninh", "retailer", []string{"bi-xanh-thom", "hong-khong-hat", "cam-sanh", "mat-ong"}, "Bốn siêu thị thực phẩm sạch."},
	{"Công ty TNHH Xuất khẩu Cảng Biển", "31", "Phường Hồng Bàng, thành phố Hải Phòng", "exporter", []string{"mien-dong", "tinh-bot-nghe", "choi-chit", "dan-lat"}, "Giao nhận và xuất khẩu hàng khô đi Hàn Quốc, Nga."},
	{"Công ty Cổ phần Bán lẻ Hoa Phượng", "31", "Phường Lê Chân, thành phố Hải Phòng", "retailer", []string{"quyt", "gao-nua-lech", "lap-suon", "nam-huong"}, "Mười bốn cửa hàng tiện lợi nội thành."},
	{"Công ty TNHH Nhà hàng Biển Rừng", "31", "Phường Ngô Quyền, thành phố Hải Phòng", "hospitality", []string{"ga-doi", "thit-gac-bep", "ruou-men-la"}, "Tiệc cưới và hội nghị."},
	{"Công ty Cổ phần Du lịch Vịnh Xanh", "22", "Phường Bãi Cháy, tỉnh Quảng Ninh", "hospitality", []string{"homestay", "trai-nghiem", "tho-cam"}, "Ghép tuyến biển với núi cho khách quốc tế."},
	{"Công ty TNHH Đặc sản Cửa Ông", "22", "Phường Cửa Ông, tỉnh Quảng Ninh", "retailer", []string{"mien-dong", "mat-ong", "tra-hoa-vang"}, "Bán đặc sản tại các bến tàu du lịch."},
	{"Công ty TNHH Mỹ phẩm Thảo Mộc Nhật Tân", "33", "Phường Phố Hiến, tỉnh Hưng Yên", "processor", []string{"tinh-dau", "tinh-bot-nghe", "curcumin"}, "Mỹ phẩm thiên nhiên và tinh dầu đóng chai."},
	{"Công ty Cổ phần Long Nhãn Việt", "33", "Phường Sơn Nam, tỉnh Hưng Yên", "processor", []string{"mat-ong", "hat-de", "hong-khong-hat"}, "Sấy quả và mật ong xuất khẩu."},
	{"Công ty TNHH Thực phẩm Đất Tổ", "25", "Phường Việt Trì, tỉnh Phú Thọ", "processor", []string{"lon-den", "lap-suon", "mang-kho"}, "Giò chả, xúc xích và đồ nguội."},
	{"Công ty TNHH Nông sản Cửa Khẩu", "20", "Phường Kỳ Lừa, tỉnh Lạng Sơn", "exporter", []string{"tinh-dau", "sa-nhan", "hong-khong-hat"}, "Xuất khẩu chính ngạch nông lâm sản qua cửa khẩu."},
	{"Công ty Cổ phần Giống và Hoa Cảnh Phương Bắc", "01", "Xã Mê Linh, thành phố Hà Nội", "retailer", []string{"lan-rung", "dao-canh"}, "Chợ hoa đầu mối và trang trí sự kiện."},
	{"Công ty TNHH Nội thất Tre Nứa", "37", "Phường Hoa Lư, tỉnh Ninh Bình", "exporter", []string{"dan-lat", "tho-cam", "choi-chit"}, "Hàng trang trí từ tre nứa cho khách sạn và xuất khẩu."},
	{"Công ty Cổ phần Hương Trầm Việt", "33", "Phường Hồng Châu, tỉnh Hưng Yên", "processor", []string{"huong-the", "tinh-dau"}, "Phân phối hương thảo mộc cho đền chùa và cửa hàng."},
	{"Công ty TNHH Thực phẩm Phương Nam Xanh", "79", "Phường Tân Bình, Thành phố Hồ Chí Minh", "retailer", []string{"mien-dong", "gao-nua-lech", "mang-kho", "lap-suon", "che-shan"}, "Đưa đặc sản miền Bắc vào 120 cửa hàng phía Nam."},
	{"Công ty Cổ phần Ẩm thực Sông Hàn", "48", "Phường Hải Châu, thành phố Đà Nẵng", "hospitality", []string{"mien-dong", "ruou-men-la", "thit-gac-bep", "nam-huong"}, "Chuỗi nhà hàng và khách sạn ven biển."},
}

// newFirms have registered and wait for an officer of Thái Nguyên; the last was
// turned down.
var newFirms = []firm{
	{"Công ty TNHH Kho lạnh Phú Lương", "05611", "Xã Phú Lương, tỉnh Thái Nguyên", "processor", nil, "Kho lạnh 2.000 tấn, muốn gom rau quả theo mùa."},
	{"Công ty Cổ phần Nông sản Đại Từ Mới", "05830", "Xã Đại Từ, tỉnh Thái Nguyên", "processor", nil, "Sấy và đóng gói nông sản."},
	{"Công ty TNHH Ẩm thực Na Rì", "02155", "Xã Na Rì, tỉnh Thái Nguyên", "hospitality", nil, "Nhà hàng và suất ăn tại trung tâm xã."},
	{"Công ty TNHH Thương mại Vạn Lợi Nhanh", "05710", "Phường Linh Sơn, tỉnh Thái Nguyên", "retailer", nil, "Thu mua nông sản."},
}
