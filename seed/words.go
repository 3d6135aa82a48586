package seed

// What people write into contracts, deliveries and demands.

var termsOfContracts = []string{
	"Bên bán giao hàng tại kho bên mua; hàng đúng mẫu lưu, đúng quy cách đóng gói. Bên mua thanh toán chuyển khoản trong 15 ngày kể từ ngày nghiệm thu.",
	"Giá đã gồm bao bì, chưa gồm vận chuyển. Bên mua báo lịch xe trước 3 ngày. Hai bên cùng lấy mẫu khi giao; tranh chấp chất lượng theo kết quả kiểm nghiệm của đơn vị độc lập.",
	"Bên mua ứng trước vật tư đầu vụ và trừ dần vào tiền hàng. Bên bán cam kết không bán ra ngoài phần sản lượng đã ký; giá giảm quá 15 % thì hai bên thương lượng lại.",
	"Giao hàng đợt theo tháng, mỗi đợt kèm phiếu xuất kho và số lô. Thanh toán 50 % khi nhận hàng, phần còn lại trong 20 ngày. Thiên tai, dịch bệnh được coi là bất khả kháng.",
	"Bên bán tổ chức sản xuất theo quy trình VietGAP, ghi nhật ký và cho bên mua kiểm tra vùng trồng. Hàng không đạt được trả lại trong 48 giờ.",
}

var withdrawals = []string{
	"Hai bên chưa thống nhất được giá, rút lại để đàm phán.",
	"Bên mua thay đổi kế hoạch bán hàng quý này.",
	"Ghi nhầm quy cách, sẽ lập hợp đồng khác.",
	"Chưa thu xếp được xe vận chuyển.",
}

var suspensions = []string{
	"Tạm dừng nhận hàng để xử lý lô không đạt độ ẩm, chờ kết quả kiểm nghiệm.",
	"Đường vào vùng trồng sạt lở, hai bên thống nhất tạm dừng giao.",
	"Kho bên mua đầy, đề nghị lùi lịch giao.",
	"Chờ bên bán bổ sung giấy kiểm dịch.",
}

var endings = map[string][]string{
	"mutual": {
		"Hai bên thống nhất kết thúc sớm vì sản lượng vụ này đã giao đủ theo thực tế.",
		"Hai bên thanh lý để ký hợp đồng mới với quy cách đóng gói khác.",
	},
	"breach": {
		"Bên bán giao thiếu ba tháng liên tiếp, đã nhắc bằng văn bản hai lần.",
		"Bên mua chậm thanh toán quá 60 ngày so với hợp đồng.",
	},
	"withdrawal": {
		"Một bên đơn phương chấm dứt do thu hẹp ngành hàng, đã báo trước 30 ngày theo hợp đồng.",
		"Bên bán rút vì không còn đủ vùng nguyên liệu, đã báo trước theo hợp đồng.",
	},
	"force-majeure": {
		"Mưa lũ làm hỏng vùng trồng và kho, có xác nhận của chính quyền xã.",
		"Dịch bệnh trên đàn vật nuôi, cơ quan thú y yêu cầu dừng xuất bán.",
	},
}

var rejections = []string{
	"Độ ẩm vượt mức đã thỏa thuận.",
	"Bao bì rách, hở mép hàn.",
	"Lẫn hàng khác cỡ.",
	"Sai nhãn, thiếu số lô.",
	"Dập hỏng trong khi vận chuyển.",
}

var wholeRejections = []string{
	"Mẫu thử không đạt chỉ tiêu vi sinh, trả lại cả lô.",
	"Giao sai mặt hàng so với phiếu đặt.",
	"Hàng ẩm mốc do mưa ướt dọc đường, không nhận.",
}

var lateNotes = []string{
	"Giao chậm do mưa lũ, đã báo trước.",
	"Giao muộn vì xe hỏng dọc đường.",
	"Chậm một tuần do chờ kiểm nghiệm lô.",
	"Giao bù phần còn thiếu của tháng trước.",
}

// askings are titles of demands: {hang} is what is wanted, {noi} where to.
var askings = []string{
	"Cần mua {hang} giao về {noi}",
	"Tìm nguồn {hang} ổn định cho {noi}",
	"Đặt {hang} theo tháng, nhận tại {noi}",
	"Mua {hang} có chứng nhận, giao {noi}",
	"Hợp tác bao tiêu {hang}",
}

var askingNotes = []string{
	"Ưu tiên hợp tác xã có thể giao đều từng tháng, có hóa đơn và phiếu kiểm nghiệm theo lô. Có thể ghép nhiều hợp tác xã.",
	"Cần mẫu thử trước khi chốt. Thanh toán trong 15 ngày, hỗ trợ vận chuyển từ điểm gom.",
	"Đóng gói theo nhãn của bên mua; bên mua cung cấp bao bì. Ký hợp đồng cả kỳ nếu hàng đợt đầu đạt.",
	"Hàng bán trong dịp cao điểm nên cần giao đúng hạn; chấp nhận giá theo mùa.",
}

var quoteNotes = []string{
	"Hợp tác xã giao được đều các tháng, gửi mẫu trong tuần này.",
	"Giá đã gồm bao bì, giao tại kho bên mua.",
	"Có thể giao thêm nếu hai bên thống nhất trước một tháng.",
	"Hàng có phiếu kiểm nghiệm theo lô, hóa đơn đầy đủ.",
}

var counterNotes = []string{
	"Đề nghị giảm giá một chút vì đặt dài hạn.",
	"Bên mua đề nghị mức giá này, lịch giao giữ nguyên.",
	"Nếu được giá này chúng tôi chốt cả kỳ.",
}
