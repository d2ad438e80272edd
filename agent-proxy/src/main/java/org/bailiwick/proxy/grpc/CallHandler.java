package org.bailiwick.proxy.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One call on its HTTP/2 stream: checks account, form, metadata, method and number, collects the
 * request and begins the method. What is refused is refused before the request is read.
 */
final class CallHandler extends ChannelInboundHandlerAdapter {
  private static final String TYPE = "application/grpc";
  private static final int MAX_REQUEST = 64 * 1024;
  private static final int PREFIX = 5;

  private final OpenCalls calls;
  private final PeerAccounts.Peer peer;
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();
  private HttpStream stream;
  private ScheduledFuture<?> limit;
  private String method = "none";
  private boolean decided;

  CallHandler(OpenCalls calls, PeerAccounts.Peer peer) {
    this.calls = calls;
    this.peer = peer;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    stream = new HttpStream(context.channel());
    limit =
        context
            .executor()
            .schedule(this::fail, calls.limits().idle().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The limit is called off, since it would hold the call in memory until its time. */
  private void decide() {
    decided = true;
    boolean unused = limit.cancel(false);
  }

  private void fail() {
    decide();
    stream.fail();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object frame) {
    try {
      if (frame instanceof Http2HeadersFrame headers && !decided) {
        begun(headers.headers());
        completed(headers.isEndStream());
      } else if (frame instanceof Http2DataFrame data && !decided) {
        collected(data.content());
        completed(data.isEndStream());
      }
    } finally {
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail();
  }

  private void begun(Http2Headers headers) {
    String path = String.valueOf(headers.path());
    method = calls.service().name(path);
    refusal(headers).ifPresent(this::refuse);
  }

  private Optional<GrpcRefusal> refusal(Http2Headers headers) {
    if (!peer.served()) {
      return refused(
          GrpcStatus.PERMISSION_DENIED, "peer-account", "This account is not served here");
    }
    if (!isGrpc(headers)) {
      return refused(GrpcStatus.INTERNAL, "content-type", "The call is not one of gRPC");
    }
    for (Map.Entry<String, String> entry : calls.service().metadata().entrySet()) {
      if (!entry.getValue().contentEquals(text(headers, entry.getKey()))) {
        return refused(
            GrpcStatus.INVALID_ARGUMENT, "metadata", "The call lacks metadata " + entry.getKey());
      }
    }
    if (!calls.service().methods().containsKey(method)) {
      return refused(GrpcStatus.UNIMPLEMENTED, "method", "There is no such method");
    }
    return calls.add(stream)
        ? Optional.empty()
        : refused(GrpcStatus.RESOURCE_EXHAUSTED, "calls-at-once", "Too many calls at once");
  }

  private static boolean isGrpc(Http2Headers headers) {
    String type = text(headers, "content-type");
    return "POST".contentEquals(String.valueOf(headers.method()))
        && (type.equals(TYPE) || type.startsWith(TYPE + "+") || type.startsWith(TYPE + ";"));
  }

  private static String text(Http2Headers headers, String name) {
    CharSequence value = headers.get(name);
    return value == null ? "" : value.toString();
  }

  private void collected(ByteBuf octets) {
    if (request.size() + octets.readableBytes() > MAX_REQUEST + PREFIX) {
      refuse(
          new GrpcRefusal(
              GrpcStatus.RESOURCE_EXHAUSTED, "request-size", "The request is larger than 64 KiB"));
      return;
    }
    byte[] part = new byte[octets.readableBytes()];
    octets.readBytes(part);
    request.writeBytes(part);
  }

  private void completed(boolean end) {
    if (!end || decided) {
      return;
    }
    decide();
    message()
        .map(this::call)
        .orElseGet(
            () ->
                refused(
                    GrpcStatus.UNIMPLEMENTED,
                    "request-form",
                    "The request is not one message without compression"))
        .ifPresentOrElse(this::refuse, () -> calls.log().accept("use=workload-api " + named()));
  }

  private Optional<GrpcRefusal> call(byte[] message) {
    try {
      return calls.service().methods().get(method).begin(message, stream);
    } catch (RuntimeException e) {
      return refused(GrpcStatus.INTERNAL, e.getClass().getSimpleName(), "The server failed");
    }
  }

  private Optional<byte[]> message() {
    ByteBuffer body = ByteBuffer.wrap(request.toByteArray());
    if (body.remaining() < PREFIX || body.get() != 0 || body.getInt() != body.remaining()) {
      return Optional.empty();
    }
    byte[] message = new byte[body.remaining()];
    body.get(message);
    return Optional.of(message);
  }

  private void refuse(GrpcRefusal refusal) {
    decide();
    calls
        .log()
        .accept(
            "use=workload-api %s refused=%s check=%s"
                .formatted(named(), refusal.status(), refusal.check()));
    stream.refuse(refusal);
  }

  private String named() {
    return "method=%s account=%s".formatted(method, peer.account());
  }

  private static Optional<GrpcRefusal> refused(GrpcStatus status, String check, String detail) {
    return Optional.of(new GrpcRefusal(status, check, detail));
  }
}
