package exchange

import "lienket/api/fault"

var (
	textTable         = fault.T("loại bảng này", "such kind of table")
	textRefused       = fault.T("Tệp có %d lỗi; chưa dòng nào được lưu. Hãy sửa rồi tải lên lại.", "The file has %d {error|errors}; no row was stored. Mend {it|them} and upload the file again.")
	textUnknownColumn = fault.T("Không có cột “%s”. Các cột nhận được: %s.", "There is no column “%s”. These are taken: %s.")
	textMissingColumn = fault.T("Thiếu cột “%s” (%s). Hãy thêm vào dòng 1.", "The column “%s” (%s) is missing. Add it to row 1.")
	textColumnTwice   = fault.T("Cột “%s” có hai lần.", "The column “%s” stands there twice.")
	textStars         = fault.T("Số sao không nhập được: sao chỉ có từ giấy chứng nhận đã xác nhận. Hãy bỏ cột này.", "Stars cannot be imported: they come from verified certificates alone. Remove this column.")
	textExample       = fault.T("%s Ví dụ: %s.", "%s For example: %s.")
	textChoices       = fault.Text{VI: "Không hiểu “%[1]s”. Hãy ghi một trong: %[2]s.", EN: "“%[1]s” is not known. Write one of: %[3]s."}
	textRange         = fault.T("Số quá lớn.", "The number is too large.")
	textYear          = fault.T("Năm là số có 4 chữ số.", "A year has 4 digits.")
	textDuplicate     = fault.T("Trùng với dòng %d; hãy giữ lại một dòng.", "The same as row %d; keep one of them.")

	textNoOwner       = fault.T("Chưa có tổ chức nào mang mã số thuế này. Hãy xem lại mã, hoặc nhập tổ chức trước.", "No organisation has this tax code. Look at the code again, or import the organisation first.")
	textNoOwnerName   = fault.T("Chưa có tổ chức nào tên như vậy. Hãy ghi mã số thuế, hoặc nhập tổ chức trước.", "No organisation has this name. Write the tax code, or import the organisation first.")
	textManyOwners    = fault.T("Có nhiều tổ chức trùng tên. Hãy ghi mã số thuế.", "Several organisations have this name. Write the tax code.")
	textNotYours      = fault.T("Chỉ nhập được cho tổ chức của mình, hoặc của địa bàn mình phụ trách.", "You can only import for your own organisation, or for those of your area.")
	textNoProduct     = fault.T("Tổ chức này chưa có sản phẩm nào tên như vậy. Hãy nhập sản phẩm trước.", "This organisation has no product of that name. Import the product first.")
	textManyProducts  = fault.T("Tổ chức này có nhiều sản phẩm trùng tên. Hãy đổi tên cho khác nhau trước.", "This organisation has several products of that name. Rename them first.")
	textManyGroups    = fault.T("Có nhiều tổ hợp tác trùng tên trong xã. Hãy sửa từng tổ chức trên trang.", "Several groups of the commune have this name. Change them on their pages.")
	textPriceMinNeeds = fault.T("Có giá cao nhất thì cần cả giá thấp nhất.", "With a highest price the lowest is needed too.")

	textJob          = fault.T("lần nhập này", "such import")
	textLarge        = fault.T("Tệp lớn nhất %d MB.", "A file has at most %d MB.")
	textAccident     = fault.T("Hệ thống gặp lỗi khi nhập tệp này; chưa dòng nào được lưu. Hãy thử lại sau.", "Something went wrong on our side; no row was stored. Try again later.")
	textNoticeDone   = fault.T("Đã nhập xong tệp %s.", "The file %s has been imported.")
	textNoticeFailed = fault.T("Chưa nhập được tệp %s. Xem lỗi và sửa.", "The file %s could not be imported. See its errors and mend them.")
)
