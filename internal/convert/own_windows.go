package convert

import "os/exec"

// own leaves the program as it is: exec.CommandContext ends it.
func own(*exec.Cmd) {}
