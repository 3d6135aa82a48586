package catalogue

import "lienket/api/fault"

var (
	textSaved       = fault.T("tìm kiếm đã lưu này", "saved search")
	textSavedFull   = fault.T("Bạn đã lưu %d tìm kiếm, là số nhiều nhất. Hãy xóa bớt.", "You have saved %d searches, the most there can be. Delete some.")
	textSavedPrice  = fault.T("Giá phải là số nguyên không âm, tính bằng đồng.", "The price must be a whole number of đồng, not negative.")
	textSavedAmount = fault.T("Sản lượng không được âm.", "The amount cannot be negative.")
	textSavedUnit   = fault.T("Đơn vị tính không có trong danh mục.", "Unknown unit.")
	textSavedSort   = fault.T("Cách sắp xếp không có trong danh mục.", "Unknown order.")
	textSavedStars  = fault.T("Số sao từ 0 đến 5.", "Stars are a number from 0 to 5.")
	textSavedMany   = fault.T("Có quá nhiều bộ lọc.", "Too many filters.")
	textTooBroad    = fault.T("Tìm kiếm này ra hơn %d sản phẩm nên không báo được. Hãy thêm từ hoặc bộ lọc.", "This search finds more than %d products, too many for alerts. Add words or filters.")
	textAlert       = fault.T("“%s” có sản phẩm mới: %s", "“%s” has something new: %s")
	textAlertMore   = fault.T("“%s” có sản phẩm mới: %s và %d sản phẩm khác", "“%s” has something new: %s and %d more")
)
