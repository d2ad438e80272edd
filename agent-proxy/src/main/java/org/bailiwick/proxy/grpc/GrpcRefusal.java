package org.bailiwick.proxy.grpc;

/**
 * Why a call is not served.
 *
 * @param check the name of the check, for the log
 * @param detail a sentence for the caller, in printable ASCII
 */
public record GrpcRefusal(GrpcStatus status, String check, String detail) {}
