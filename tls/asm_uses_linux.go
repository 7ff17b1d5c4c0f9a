package tls

// What only the assembly refers to, told to tools that read Go alone.
var _, _ = &goThreadPointer, offRawThread
