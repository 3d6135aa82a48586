package exchange

import (
	"strconv"

	"lienket/api/account"
	"lienket/api/catalogue"
	"lienket/api/fault"
	"lienket/api/measure"
	"lienket/api/registry"
)

// The columns that say whose a row is.
var (
	ownerColumn = Column{Key: "organizationTaxCode", Label: fault.T("Mã số thuế tổ chức", "Organisation's tax code"),
		Meaning: fault.T("Mã số thuế của tổ chức có dòng này. Thành viên hợp tác xã có thể bỏ trống: là tổ chức của mình.", "The tax code of the organisation that the row belongs to. A cooperative's member may leave it out: it is their own."),
		Limits:  fault.T("10 chữ số, chi nhánh thêm - và 3 chữ số", "10 digits, a branch adds - and 3 digits"), Example: "4600000015", Required: true, Blank: true, AsText: true}
	ownerNameColumn = Column{Key: "organizationName", Label: fault.T("Tên tổ chức", "Organisation's name"),
		Meaning: fault.T("Chỉ dùng khi tổ chức không có mã số thuế (tổ hợp tác).", "Only used where the organisation has no tax code (a cooperative group)."),
		Limits:  fault.T("Tối đa 200 ký tự", "At most 200 characters"), Example: "Tổ hợp tác rau sạch Bản Vén"}
	productNameColumn = Column{Key: "productName", Label: fault.T("Tên sản phẩm", "Product name"),
		Meaning: fault.T("Tên sản phẩm đã đăng ký của tổ chức. Không phân biệt hoa thường và dấu.", "The name of a product that the organisation has. Letter case and marks do not matter."),
		Limits:  fault.T("Tối đa 200 ký tự", "At most 200 characters"), Example: "Miến dong Bản Vén", Required: true}
	unitColumn = Column{Key: "unit", Label: fault.T("Đơn vị tính", "Unit"),
		Meaning: fault.T("Đơn vị của giá và số lượng.", "The unit of prices and amounts."), Example: "kg", Required: true, Choices: unitChoices()}
	yearColumn = Column{Key: "year", Label: fault.T("Năm", "Year"), Meaning: fault.T("Năm mà dòng này nói về.", "The year that the row is about."),
		Limits: fault.T("4 chữ số", "4 digits"), Example: "2026", Required: true}
)

// The tables that can be imported.
var (
	organizationsTable = organizations()
	productsTable      = products()
	certificatesTable  = certificates()
	capacityTable      = capacity()
	reportsTable       = reports()
)

func unitChoices() []Choice {
	choices := make([]Choice, len(measure.Units))
	for i, unit := range measure.Units {
		choices[i] = Choice{string(unit), unit.Label()}
	}
	return choices
}

// coded are codes with their names.
func coded[C ~string](codes []C, labels map[C]fault.Text) []Choice {
	choices := make([]Choice, len(codes))
	for i, code := range codes {
		choices[i] = Choice{string(code), labels[code]}
	}
	return choices
}

var (
	pastDay   = fault.T("Ngày, không ở tương lai", "A day, not in the future")
	shortText = fault.T("Tối đa 120 ký tự", "At most 120 characters")
)

func organizations() *Table {
	return &Table{Kind: "organizations", Title: fault.T("Tổ chức", "Organisations"), roles: []account.Role{account.Officer},
		Key: fault.T("mã số thuế; tổ hợp tác không có mã thì theo tên và địa bàn", "the tax code; for a group without one, name and area"),
		Columns: []Column{
			{Key: "kind", Label: fault.T("Loại hình", "Kind"), Meaning: fault.T("Loại hình theo luật.", "What the organisation is in law."),
				Example: "Hợp tác xã", Required: true, Choices: []Choice{
					{string(registry.Cooperative), fault.T("Hợp tác xã", "Cooperative")}, {string(registry.Union), fault.T("Liên hiệp hợp tác xã", "Union of cooperatives")},
					{string(registry.Group), fault.T("Tổ hợp tác", "Cooperative group")}, {string(registry.Enterprise), fault.T("Doanh nghiệp", "Enterprise")}}},
			{Key: "name", Label: fault.T("Tên tổ chức", "Name"), Meaning: fault.T("Tên đầy đủ như trong đăng ký.", "The full name as registered."),
				Limits: fault.T("2 đến 200 ký tự", "2 to 200 characters"), Example: "Hợp tác xã Miến dong Bản Vén", Required: true},
			{Key: "taxCode", Label: fault.T("Mã số thuế", "Tax code"), Meaning: fault.T("Tổ hợp tác không có mã thì bỏ trống.", "A group without one leaves it empty."),
				Limits: ownerColumn.Limits, Example: "4600000015", Required: true, Blank: true, AsText: true},
			{Key: "areaCode", Label: fault.T("Mã địa bàn", "Area code"), Meaning: fault.T("Mã xã, phường nơi đặt trụ sở.", "The code of the commune of its seat."),
				Limits: fault.T("5 chữ số, cả số 0 ở đầu", "5 digits, with the leading zero"), Example: "01840", Required: true, AsText: true},
			{Key: "address", Label: fault.T("Địa chỉ", "Address"), Meaning: fault.T("Thôn, đường, số nhà.", "Hamlet, street and number."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "Thôn Bản Vén"},
			{Key: "phone", Label: fault.T("Điện thoại", "Phone"), Meaning: fault.T("Số liên hệ.", "A number to call."),
				Limits: fault.T("Số Việt Nam", "A number of Vietnam"), Example: "0912345678", AsText: true},
			{Key: "email", Label: fault.T("Email", "Email"), Meaning: fault.T("Hộp thư của tổ chức.", "The organisation's mailbox."),
				Limits: fault.T("Tối đa 254 ký tự", "At most 254 characters"), Example: "htx.banven@example.vn"},
			{Key: "about", Label: fault.T("Giới thiệu", "About"), Meaning: fault.T("Vài dòng giới thiệu.", "A few lines about it."),
				Limits: fault.T("Tối đa 4.000 ký tự", "At most 4,000 characters"), Example: "Trồng dong riềng và làm miến từ 2010."},
			{Key: "registrationNumber", Label: fault.T("Số đăng ký", "Registration number"), Meaning: fault.T("Số giấy chứng nhận đăng ký.", "The number of the certificate of registration."),
				Limits: fault.T("Tối đa 50 ký tự", "At most 50 characters"), Example: "190207000015", AsText: true},
			{Key: "registrationDate", Label: fault.T("Ngày đăng ký", "Registered on"), Meaning: fault.T("Ngày của giấy chứng nhận đang có hiệu lực.", "The day of the certificate in force."),
				Limits: pastDay, Example: "15/08/2024"},
			{Key: "registeredUnder", Label: fault.T("Đăng ký theo luật", "Registered under"), Meaning: fault.T("Chỉ ghi cho hợp tác xã và liên hiệp hợp tác xã.", "Of cooperatives and unions alone."),
				Example: "Luật Hợp tác xã 2023", Choices: coded(registry.Laws, registry.LawLabels)},
			{Key: "representativeName", Label: fault.T("Người đại diện", "Representative"), Meaning: fault.T("Người đại diện theo pháp luật.", "The legal representative."),
				Limits: shortText, Example: "Nông Thị Hà"},
			{Key: "representativePosition", Label: fault.T("Chức vụ người đại diện", "Representative's position"), Meaning: fault.T("Chức vụ trong tổ chức.", "The position in the organisation."),
				Limits: shortText, Example: "Giám đốc"},
			{Key: "representativePhone", Label: fault.T("Điện thoại người đại diện", "Representative's phone"), Meaning: fault.T("Chỉ thành viên và cán bộ xem được.", "Members and officers alone see it."),
				Limits: fault.T("Số Việt Nam", "A number of Vietnam"), Example: "0912345678", AsText: true},
			{Key: "lineOfBusiness", Label: fault.T("Ngành nghề", "Line of business"), Meaning: fault.T("Ngành nghề chính, theo danh sách của hệ thống.", "The main one, of the platform's list."),
				Example: "Nông nghiệp", Choices: coded(registry.Lines, registry.LineLabels)},
			{Key: "lineDetail", Label: fault.T("Ngành nghề chi tiết", "Business in detail"), Meaning: fault.T("Ghi rõ thêm.", "What else is to be said of it."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "Trồng dong riềng, làm miến"},
			{Key: "sizeClass", Label: fault.T("Quy mô", "Size class"), Meaning: fault.T("Theo phân loại đã có.", "As it was classified."),
				Example: "Nhỏ", Choices: coded(registry.SizeClasses, registry.SizeClassLabels)},
			{Key: "memberCount", Label: fault.T("Số thành viên", "Members"), Meaning: fault.T("Thành viên chính thức.", "Official members."),
				Limits: fault.T("Số nguyên không âm", "A whole number, not negative"), Example: "25"},
			{Key: "charterCapital", Label: fault.T("Vốn điều lệ (đồng)", "Charter capital (VND)"), Meaning: fault.T("Chỉ thành viên và cán bộ xem được.", "Members and officers alone see it."),
				Limits: fault.T("Số nguyên không âm", "A whole number, not negative"), Example: "1500000000"},
			{Key: "contactPerson", Label: fault.T("Người liên hệ", "Contact person"), Meaning: fault.T("Người trả lời khách hàng.", "Who answers customers."),
				Limits: shortText, Example: "Hoàng Văn Nam"},
			{Key: "website", Label: fault.T("Trang web", "Website"), Meaning: fault.T("Địa chỉ trang của tổ chức.", "The address of the organisation's site."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "https://banven.example.vn"},
			{Key: "foundedOn", Label: fault.T("Ngày thành lập", "Founded on"), Meaning: fault.T("Có thể trước ngày đăng ký.", "It may be before the registration."),
				Limits: pastDay, Example: "20/05/2015"},
		},
		paths: map[string]string{"representative.name": "representativeName", "representative.position": "representativePosition",
			"representative.phone": "representativePhone"},
		plan: planOrganizations}
}

func products() *Table {
	groups, marks := coded(catalogue.Groups, catalogue.GroupLabels), coded(catalogue.Marks, catalogue.MarkLabels)
	return &Table{Kind: "products", Title: fault.T("Sản phẩm", "Products"), roles: []account.Role{account.Officer, account.Cooperative},
		Key: fault.T("tổ chức và tên sản phẩm, không phân biệt hoa thường và dấu", "organisation and product name; letter case and marks do not matter"),
		Columns: []Column{ownerColumn, ownerNameColumn,
			{Key: "name", Label: productNameColumn.Label, Meaning: fault.T("Tên bán hàng.", "The name it is sold by."),
				Limits: fault.T("2 đến 200 ký tự", "2 to 200 characters"), Example: productNameColumn.Example, Required: true},
			{Key: "group", Label: fault.T("Nhóm sản phẩm", "Group"), Meaning: fault.T("Một trong sáu nhóm OCOP theo QĐ 148/QĐ-TTg.", "One of the six OCOP groups of QĐ 148/QĐ-TTg."),
				Example: "Thực phẩm", Required: true, Choices: groups},
			unitColumn,
			{Key: "priceMin", Label: fault.T("Giá thấp nhất (đồng)", "Lowest price (VND)"), Meaning: fault.T("Giá một đơn vị. Bỏ trống cả hai giá là giá liên hệ.", "The price of one unit. With both prices empty it is on request."),
				Limits: fault.T("Số nguyên dương", "A positive whole number"), Example: "50000"},
			{Key: "priceMax", Label: fault.T("Giá cao nhất (đồng)", "Highest price (VND)"), Meaning: fault.T("Bỏ trống nếu chỉ có một giá.", "Empty where there is one price."),
				Limits: fault.T("Số nguyên dương, không thấp hơn giá thấp nhất", "A positive whole number, not below the lowest"), Example: "60000"},
			{Key: "minOrder", Label: fault.T("Đặt tối thiểu", "Minimum order"), Meaning: fault.T("Số lượng ít nhất một lần đặt; bỏ trống là không có.", "The least amount of an order; empty for none."),
				Limits: fault.T("Số không âm, tối đa 3 chữ số thập phân", "Not negative, at most 3 decimals"), Example: "10"},
			{Key: "description", Label: fault.T("Mô tả", "Description"), Meaning: fault.T("Mô tả cho người mua.", "A description for buyers."),
				Limits: fault.T("Tối đa 4.000 ký tự", "At most 4,000 characters"), Example: "Miến dong làm thủ công, phơi nắng."},
			{Key: "qualityMarks", Label: fault.T("Dấu chất lượng", "Quality marks"), Meaning: fault.T("Các dấu đang có, cách nhau bằng dấu chấm phẩy.", "The marks that it has, with semicolons between."),
				Example: "VietGAP; Hữu cơ", Choices: marks},
			{Key: "packaging", Label: fault.T("Quy cách đóng gói", "Packaging"), Meaning: fault.T("Cách đóng gói.", "How it is packed."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "Gói 500 g, thùng 20 gói"},
			{Key: "shelfLifeDays", Label: fault.T("Hạn dùng (ngày)", "Shelf life (days)"), Meaning: fault.T("Số ngày dùng được từ ngày sản xuất; bỏ trống là không ghi.", "Days from the day it was made; empty where nothing is stated."),
				Limits: fault.T("Số nguyên dương, tối đa 10.000", "A positive whole number, at most 10,000"), Example: "365"},
			{Key: "storage", Label: fault.T("Bảo quản", "Storage"), Meaning: fault.T("Cách bảo quản.", "How to keep it."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "Nơi khô ráo, thoáng mát"},
			{Key: "season", Label: fault.T("Mùa vụ", "Season"), Meaning: fault.T("Mùa thu hoạch hay sản xuất.", "Of harvest or making."),
				Limits: fault.T("Tối đa 300 ký tự", "At most 300 characters"), Example: "Tháng 11 đến tháng 2"},
			{Key: "gtin", Label: fault.T("Mã vạch (GTIN)", "Barcode (GTIN)"), Meaning: fault.T("Mã của gói bán lẻ; mỗi mã chỉ của một sản phẩm.", "Of the package for sale; a code is of one product."),
				Limits: fault.T("8, 12, 13 hoặc 14 chữ số, có số kiểm tra", "8, 12, 13 or 14 digits with a check digit"), Example: "8934567890128", AsText: true},
			{Key: "status", Label: fault.T("Trạng thái", "Status"), Meaning: fault.T("Đăng bán ngay hay để nháp; bỏ trống là giữ nguyên. Chỉ tổ chức đã xác minh đăng bán được.", "On offer or a draft; empty leaves it as it is. Only a verified organisation puts products on offer."),
				Example: "Bản nháp", Choices: []Choice{{string(catalogue.Draft), fault.T("Bản nháp", "Draft")},
					{string(catalogue.Published), fault.T("Đang bán", "On offer")}, {string(catalogue.Suspended), fault.T("Tạm dừng", "Suspended")}}},
		},
		paths: map[string]string{"price.min": "priceMin", "price.max": "priceMax"}, plan: planProducts}
}

func certificates() *Table {
	return &Table{Kind: "certificates", Title: fault.T("Giấy chứng nhận OCOP", "OCOP certificates"), roles: []account.Role{account.Officer, account.Cooperative},
		Key: fault.T("số giấy chứng nhận", "the certificate number"),
		Columns: []Column{ownerColumn, ownerNameColumn, productNameColumn,
			{Key: "number", Label: fault.T("Số giấy chứng nhận", "Certificate number"), Meaning: fault.T("Số ghi trên giấy.", "The number on the certificate."),
				Limits: fault.T("Tối đa 100 ký tự", "At most 100 characters"), Example: "OCOP-19-2026-015", Required: true, AsText: true},
			{Key: "decisionNumber", Label: fault.T("Số quyết định", "Decision number"), Meaning: fault.T("Quyết định công nhận.", "The decision that recognises it."),
				Limits: fault.T("Tối đa 100 ký tự", "At most 100 characters"), Example: "123/QĐ-UBND", Required: true, AsText: true},
			{Key: "issuer", Label: fault.T("Cơ quan cấp", "Issuer"), Meaning: fault.T("Cơ quan ghi trên giấy, kể cả nơi nay không còn.", "The authority on the certificate, also one that is no more."),
				Limits: fault.T("2 đến 200 ký tự", "2 to 200 characters"), Example: "UBND tỉnh Thái Nguyên", Required: true},
			{Key: "issuedAt", Label: fault.T("Ngày cấp", "Issued on"), Meaning: fault.T("Giấy có hiệu lực 36 tháng từ ngày này.", "It is valid for 36 months from that day."),
				Limits: fault.T("Ngày, không ở tương lai", "A day, not in the future"), Example: "23/11/2026", Required: true},
			{Key: "criteriaVersion", Label: fault.T("Bộ tiêu chí", "Criteria"), Meaning: fault.T("Bộ tiêu chí đã dùng để chấm.", "The set of criteria that it was scored by."),
				Example: "QĐ 148/QĐ-TTg (2023)", Required: true, Choices: []Choice{
					{catalogue.CriteriaVersions[0], fault.T("QĐ 148/QĐ-TTg (2023)", "QĐ 148/QĐ-TTg (2023)")},
					{catalogue.CriteriaVersions[1], fault.T("QĐ 1048/QĐ-TTg (2019)", "QĐ 1048/QĐ-TTg (2019)")}}},
			{Key: "score", Label: fault.T("Điểm", "Score"), Meaning: fault.T("Số sao tính từ điểm, không nhập riêng.", "Stars follow from the score and are not entered."),
				Limits: fault.T("50 đến 100", "50 to 100"), Example: "82,5", Required: true},
		}, plan: planCertificates}
}

func capacity() *Table {
	t := &Table{Kind: "capacity", Title: fault.T("Công suất theo tháng", "Monthly capacity"), roles: []account.Role{account.Officer, account.Cooperative},
		Key:     fault.T("sản phẩm và năm", "product and year"),
		Columns: []Column{ownerColumn, ownerNameColumn, productNameColumn, yearColumn, unitColumn}, paths: map[string]string{}, plan: planCapacity}
	for month := 1; month <= 12; month++ {
		number := strconv.Itoa(month)
		t.Columns = append(t.Columns, Column{Key: monthKey(month), Label: fault.T("Tháng "+number, "Month "+number),
			Meaning: fault.T("Số lượng giao được trong tháng; bỏ trống là 0.", "What can be delivered in the month; empty is 0."),
			Limits:  fault.T("Số không âm, tối đa 3 chữ số thập phân", "Not negative, at most 3 decimals"), Example: "1500", Required: true, Blank: true})
		t.paths["months["+strconv.Itoa(month-1)+"]"] = monthKey(month)
	}
	return t
}

func monthKey(month int) string { return "m" + strconv.Itoa(month) }

func reports() *Table {
	t := &Table{Kind: "reports", Title: fault.T("Báo cáo năm", "Yearly reports"), roles: []account.Role{account.Officer, account.Cooperative},
		Key: fault.T("tổ chức và năm", "organisation and year"), Columns: []Column{ownerColumn, ownerNameColumn, yearColumn}, plan: planReports}
	for _, figure := range registry.ReportFigures {
		described := figureColumns[figure.Name]
		described.Key = figure.Name
		switch figure.Kind {
		case registry.FigureArea:
			described.Limits, described.Example = fault.T("Hecta, tối đa 3 chữ số thập phân", "Hectares, at most 3 decimals"), "12,5"
		case registry.FigureMoney:
			described.Limits, described.Example = fault.T("Đồng, số nguyên", "VND, a whole number"), "5000000"
		default:
			described.Limits, described.Example = fault.T("Số nguyên không âm", "A whole number, not negative"), "20"
		}
		t.Columns = append(t.Columns, described)
	}
	t.Columns = append(t.Columns, Column{Key: "status", Label: fault.T("Tình trạng", "Status"),
		Meaning: fault.T("Bỏ trống: cán bộ nhập đủ số thì được tiếp nhận luôn, còn lại là bản nháp.", "Empty: what an officer enters in full is accepted, the rest is a draft."),
		Example: "Đã nộp", Choices: []Choice{{string(registry.ReportDraft), fault.T("Bản nháp", "Draft")}, {string(registry.ReportSubmitted), fault.T("Đã nộp", "Handed in")},
			{string(registry.ReportAccepted), fault.T("Đã tiếp nhận", "Accepted")}, {string(registry.ReportReturned), fault.T("Trả lại để sửa", "Returned")}}})
	return t
}

// figureColumns name the figures of a report.
var figureColumns = map[string]Column{
	"members":             {Label: fault.T("Số thành viên", "Members"), Meaning: fault.T("Thành viên chính thức cuối năm.", "Official members at the end of the year.")},
	"memberHouseholds":    {Label: fault.T("Số hộ thành viên", "Member households"), Meaning: fault.T("Hộ có người là thành viên.", "Households with a member.")},
	"labour":              {Label: fault.T("Tổng số lao động", "Labour"), Meaning: fault.T("Mọi người làm việc trong năm.", "Everybody who worked in the year.")},
	"regularLabour":       {Label: fault.T("Lao động thường xuyên", "Regular labour"), Meaning: fault.T("Trong đó làm việc quanh năm.", "Of these, those who worked all the year.")},
	"averageMemberIncome": {Label: fault.T("Thu nhập bình quân thành viên", "Average member income"), Meaning: fault.T("Một người một tháng.", "Per person and month.")},
	"revenue":             {Label: fault.T("Doanh thu", "Revenue"), Meaning: fault.T("Cả năm.", "Of the year.")},
	"profit":              {Label: fault.T("Lợi nhuận trước thuế", "Profit before tax"), Meaning: fault.T("Lỗ thì ghi dấu trừ.", "Negative for a loss.")},
	"capital":             {Label: fault.T("Tổng nguồn vốn", "Capital"), Meaning: fault.T("Cuối năm.", "At the end of the year.")},
	"linkedHouseholds":    {Label: fault.T("Hộ liên kết", "Linked households"), Meaning: fault.T("Hộ ngoài hợp tác xã cùng sản xuất.", "Households outside that produce with it.")},
	"areaFarmed":          {Label: fault.T("Diện tích canh tác", "Area farmed"), Meaning: fault.T("Diện tích gieo trồng.", "Land under cultivation.")},
}
