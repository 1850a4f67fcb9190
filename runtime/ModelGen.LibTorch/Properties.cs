// Stack buffers hold argument lists that are written before they are read: nothing to clear.
[module: System.Runtime.CompilerServices.SkipLocalsInit]
