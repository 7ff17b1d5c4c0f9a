package bridge

// lineSize is how far apart words must lie that different CPUs write.
const lineSize = 256
