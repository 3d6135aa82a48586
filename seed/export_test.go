package seed

import "time"

// PlanOn plans the demo as of a day without playing it, and returns how many acts
// it has. It panics where the plan does not work out.
func PlanOn(s Services, now time.Time) int {
	p := newProvince(s, now)
	p.plan()
	return len(p.script.acts)
}
