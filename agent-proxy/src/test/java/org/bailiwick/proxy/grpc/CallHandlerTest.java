package org.bailiwick.proxy.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The time limit of a request, in which a call would stay in memory. */
class CallHandlerTest {
  private static final long NONE = -1;

  private final List<String> log = new ArrayList<>();
  private final OpenCalls calls =
      new OpenCalls(
          new GrpcService(
              "test.Echo",
              Map.of(),
              Map.of(
                  "Once",
                  (request, stream) -> {
                    stream.answer(request);
                    return Optional.empty();
                  },
                  "Always",
                  (request, stream) -> {
                    stream.send(request);
                    return Optional.empty();
                  }),
              GrpcLimits.DEFAULT),
          log::add);
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new CallHandler(calls, new PeerAccounts.Peer("root", true)));

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private void headers(String method) {
    channel.writeInbound(
        new DefaultHttp2HeadersFrame(
            new DefaultHttp2Headers()
                .method("POST")
                .path("/test.Echo/" + method)
                .set("content-type", "application/grpc")));
  }

  private void message() {
    channel.writeInbound(
        new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 0, 1, 7}), true));
  }

  @Test
  void holdsWhileTheRequestIsIncomplete() {
    headers("Once");
    assertThat(channel.runScheduledPendingTasks()).isGreaterThan(0);
    channel.advanceTimeBy(GrpcLimits.DEFAULT.idle().toMillis() + 1, TimeUnit.MILLISECONDS);
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(NONE);
    assertThat(channel.isOpen()).isFalse();
    assertThat(calls.streams()).isEmpty();
  }

  @Test
  void isCalledOffWhenTheCallIsServed() {
    headers("Once");
    message();
    assertThat(log).containsExactly("use=workload-api method=Once account=root");
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(NONE);
    assertThat(calls.streams()).isEmpty();
  }

  @Test
  void isCalledOffForAStreamThatGoesOn() {
    headers("Always");
    message();
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(NONE);
    assertThat(channel.isOpen()).isTrue();
    assertThat(calls.streams()).hasSize(1);
  }

  @Test
  void isCalledOffWhenTheCallIsRefusedOrItsClientLeaves() {
    headers("Never");
    assertThat(log).last().asString().contains("check=method");
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(NONE);
    EmbeddedChannel left =
        new EmbeddedChannel(new CallHandler(calls, new PeerAccounts.Peer("root", true)));
    left.close().syncUninterruptibly();
    assertThat(left.runScheduledPendingTasks()).isEqualTo(NONE);
  }
}
