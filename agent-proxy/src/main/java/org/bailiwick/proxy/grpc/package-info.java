/**
 * gRPC over HTTP/2 on a Unix domain socket, as far as one small service needs it: calls with one
 * request and a stream of answers (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md).
 *
 * <p>Door: {@link org.bailiwick.proxy.grpc.GrpcServer}. Invariants: a call is served for listed
 * accounts only; a reader that is too slow costs one waiting message; each call gives one line of
 * the log.
 */
package org.bailiwick.proxy.grpc;
