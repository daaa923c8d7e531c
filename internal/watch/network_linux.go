package watch

import "golang.org/x/sys/unix"

// networkKinds are the file systems whose changes the kernel isn't told of when
// another machine makes them, by their number in statfs(2).
var networkKinds = map[uint32]string{
	0x6969:     "NFS",
	0x517B:     "SMB",
	0xFF534D42: "SMB (CIFS)",
	0xFE534D42: "SMB",
	0x01021997: "9p",
	0x65735546: "FUSE",
	0x5346414F: "AFS",
	0x6B414653: "AFS",
	0x73757245: "Coda",
	0x00C36400: "Ceph",
	0x0000564C: "NCP",
	0x01161970: "GFS2",
	0x7461636F: "OCFS2",
	0x0BD00BD0: "Lustre",
	0x786F4256: "a VirtualBox shared folder",
	0xBACBACBC: "a VMware shared folder",
}

// network names the kind of file system that a folder lies on where events can't be
// relied on there, "" elsewhere and where it can't be told.
func network(dir string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return "" // a folder that can't be asked is a fault of the sweep
	}
	return networkKinds[uint32(s.Type)] //nolint:unconvert // its type differs between processors
}
