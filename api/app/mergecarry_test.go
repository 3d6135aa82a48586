package app_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"lienket/api/app/apptest"
)

// yearly are two records of one organisation and how their year comes to stand.
type yearly struct {
	*apptest.App
	officer *apptest.Client
}

func (y yearly) path(of *apptest.Client, what string, year int) string {
	return fmt.Sprintf("/organizations/%s/%s/%d", of.OrganizationID, what, year)
}

// report brings one to a status; members tells whose it is.
func (y yearly) report(of *apptest.Client, year, members int, status string) {
	y.T.Helper()
	y.Clock.Add(time.Second)
	body := object{"members": members}
	if status != "draft" {
		for name, value := range reportBody {
			body[name] = value
		}
		body["members"], body["memberHouseholds"] = members, members
	}
	path := y.path(of, "reports", year)
	of.Put(path, body).Want(http.StatusOK)
	if status == "draft" {
		return
	}
	of.Post(path+"/submit", nil).Want(http.StatusOK)
	if decision := map[string]string{"accepted": "accept", "returned": "return"}[status]; decision != "" {
		y.officer.Post(path+"/review", object{"decision": decision, "note": "Đã xem"}).Want(http.StatusOK)
	}
}

// TestTheFurtherReportOfAYearStays whichever record has it, and of two alike the later.
func TestTheFurtherReportOfAYearStays(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	kept, old := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
	rows := []struct {
		kept, absorbed string
		keptLater      bool
		status         string
		members        float64 // 30 are the kept one's, 40 the other's
	}{
		{"draft", "submitted", true, "submitted", 40},
		{"submitted", "draft", false, "submitted", 30},
		{"submitted", "accepted", true, "accepted", 40},
		{"accepted", "submitted", false, "accepted", 30},
		{"draft", "returned", true, "returned", 40},
		{"draft", "draft", false, "draft", 40},
		{"draft", "draft", true, "draft", 30},
	}
	for i, row := range rows {
		year := 2019 + i
		if row.keptLater {
			y.report(old, year, 40, row.absorbed)
		}
		y.report(kept, year, 30, row.kept)
		if !row.keptLater {
			y.report(old, year, 40, row.absorbed)
		}
	}
	merge(y.officer, kept.OrganizationID, old.OrganizationID, nil).Want(http.StatusOK)
	for i, row := range rows {
		path := y.path(kept, "reports", 2019+i)
		report := kept.Get(path).Want(http.StatusOK).Fields()
		require.Equal(t, row.status, report["status"], row)
		require.Equal(t, row.members, report["members"], row)
		var history struct {
			Items []struct {
				Number int
				Note   string
			}
		}
		kept.Get(path + "/history").Want(http.StatusOK).JSON(&history)
		require.NotEmpty(t, history.Items)
		last := history.Items[len(history.Items)-1]
		require.Contains(t, last.Note, "Hợp tác xã Nà Chom")
	}
	// What was accepted is closed, what was handed in can still be reviewed.
	old.Put(y.path(kept, "reports", 2021), object{"members": 1}).Problem(http.StatusConflict, "state_forbids")
	y.officer.Post(y.path(kept, "reports", 2019)+"/review", object{"decision": "accept"}).Want(http.StatusOK)
}

// TestTheUnverifiedDisplaceNoReport by what no officer has accepted.
func TestTheUnverifiedDisplaceNoReport(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	kept, fake := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Register("cooperative", "Hợp tác xã Nà Chom", "01840")
	y.report(kept, 2025, 30, "draft")
	y.report(fake, 2025, 40, "submitted")
	y.report(kept, 2024, 30, "draft")
	y.report(fake, 2024, 40, "accepted")
	merge(y.officer, kept.OrganizationID, fake.OrganizationID, nil).Want(http.StatusOK)
	require.EqualValues(t, 30, kept.Get(y.path(kept, "reports", 2025)).Want(http.StatusOK).Fields()["members"])
	require.EqualValues(t, 40, kept.Get(y.path(kept, "reports", 2024)).Want(http.StatusOK).Fields()["members"])
}

// TestTheCountersignedRatingOfAYearStays, and the record shows the latest of those.
func TestTheCountersignedRatingOfAYearStays(t *testing.T) {
	y := yearly{App: apptest.New(t)}
	y.officer = y.Staff("19")
	for _, mirrored := range []bool{false, true} {
		one, other := y.Verified("cooperative", "HTX Nà Chom", "01840"), y.Verified("cooperative", "Hợp tác xã Nà Chom", "01840")
		rate := func(by, of *apptest.Client, year int, score float64) {
			t.Helper()
			y.Clock.Add(time.Second)
			by.Put(y.path(of, "ratings", year), object{"score": score}).Want(http.StatusOK)
		}
		rate(y.officer, other, 2024, 81) // countersigned before the other's own word of the same year
		rate(one, one, 2024, 55)
		rate(y.officer, one, 2023, 66)
		rate(other, other, 2023, 90)
		rate(y.officer, one, 2022, 55)
		rate(y.officer, other, 2022, 70) // the later of two
		kept, absorbed := one, other
		if mirrored {
			kept, absorbed = other, one
		}
		merge(y.officer, kept.OrganizationID, absorbed.OrganizationID, nil).Want(http.StatusOK)
		for year, score := range map[int]float64{2024: 81, 2023: 66, 2022: 70} {
			rating := kept.Get(y.path(kept, "ratings", year)).Want(http.StatusOK).Fields()
			require.Equal(t, score, rating["score"], year)
		}
		shown := y.Visitor().Get("/organizations/" + kept.OrganizationID).Want(http.StatusOK).Fields()
		require.Equal(t, "tot", shown["rating"])
		require.EqualValues(t, 2024, shown["ratingYear"])
	}
}
