package registry_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"lienket/api/registry"
	"lienket/search"
)

func TestNearEqualNames(t *testing.T) {
	for _, one := range []struct {
		a, b string
		like bool
	}{
		{"HTX Miến dong Tài Hoan", "Hợp tác xã miến dong Tài Hoan", true},
		{"HTX Miến dong Tài Hoan", "HTX MIEN DONG TAI HOAN", true},
		{"HTX Tài Hoan miến dong", "Hợp tác xã Miến dong Tài Hoan", true},
		{"HTX Chè Hảo Đạt", "HTX chè Hảo Đạtt", true},
		{"Công ty TNHH MTV Bắc Hà Sơn", "Công ty trách nhiệm hữu hạn một thành viên Bắc Hà Sơn", true},
		{"Công ty CP Bắc Hà Sơn", "Công ty TNHH Bắc Hà Sơn", true},
		{"HTX Nông sản Yên Dương", "HTX Nông sản Yên Dưng", true},
		{"HTX Yến Dương", "HTX Yên Bình", false},
		{"HTX Nông nghiệp số 1", "HTX Nông nghiệp số 2", false},
		{"HTX Nông nghiệp 1", "HTX Nông nghiệp", false},
		{"HTX An", "HTX Ân", true}, // marks alone
		{"HTX An", "HTX Ba", false},
		{"HTX", "Hợp tác xã", false}, // names of nothing else are as they are written
		{"HTX Chè Tân Cương", "HTX Mật ong Tân Cương", false},
	} {
		require.Equal(t, one.like, registry.LikeNames(one.a, one.b), "%s / %s", one.a, one.b)
	}
}

func FuzzNearEqualNames(f *testing.F) {
	f.Add("HTX Miến dong Tài Hoan", "Hợp tác xã miến dong Tai Hoàn")
	f.Add("Công ty TNHH MTV 19", "đ")
	f.Add("", "htx")
	f.Fuzz(func(t *testing.T, one, other string) {
		like := registry.LikeNames(one, other)
		if registry.LikeNames(other, one) != like {
			t.Errorf("%q and %q: not symmetric", one, other)
		}
		if registry.LikeNames(search.Fold(one), strings.ToUpper(search.Fold(other))) != like {
			t.Errorf("%q and %q: marks or case matter", one, other)
		}
		if !registry.LikeNames(one, one) {
			t.Errorf("%q is not like itself", one)
		}
	})
}
