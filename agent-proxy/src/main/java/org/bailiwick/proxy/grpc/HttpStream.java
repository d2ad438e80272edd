package org.bailiwick.proxy.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answering side of a call on an HTTP/2 stream. At most one message is being written and one
 * waits, which is always the newest; so a slow reader skips messages that are out of date.
 */
final class HttpStream implements GrpcStream {
  private static final int PREFIX = 5;
  private static final String STATUS = "grpc-status";
  private static final String MESSAGE = "grpc-message";

  /** The end of a call that was served. */
  private static final GrpcRefusal DONE = new GrpcRefusal(GrpcStatus.OK, "", "");

  private final Channel channel;
  private final List<Runnable> whenEnded = new ArrayList<>();
  private byte[] waiting;
  private GrpcRefusal ending;
  private Instant writingSince;
  private boolean begun;
  private boolean ended;

  HttpStream(Channel channel) {
    this.channel = channel;
  }

  @Override
  public void send(byte[] message) {
    synchronized (this) {
      if (ended || ending != null) {
        return;
      }
      waiting = message;
    }
    write();
  }

  @Override
  public void answer(byte[] message) {
    synchronized (this) {
      if (ended || ending != null) {
        return;
      }
      waiting = message;
      ending = DONE;
    }
    write();
  }

  @Override
  public void refuse(GrpcRefusal refusal) {
    synchronized (this) {
      if (ended || ending != null) {
        return;
      }
      ending = refusal;
      waiting = null; // the caller is no longer entitled to it
    }
    write();
  }

  @Override
  public void whenEnded(Runnable action) {
    synchronized (this) {
      if (!ended) {
        whenEnded.add(action);
        return;
      }
    }
    action.run();
  }

  /** Writes the next message or the end, unless a message is being written. */
  private void write() {
    byte[] message;
    boolean first;
    synchronized (this) {
      if (ended || writingSince != null || (waiting == null && ending == null)) {
        return;
      }
      message = waiting;
      waiting = null;
      first = !begun;
      begun = true;
      if (message != null) {
        writingSince = Instant.now();
      }
    }
    if (message == null) {
      finish(first ? head() : new DefaultHttp2Headers());
      return;
    }
    if (first) {
      ChannelFuture unused = channel.write(new DefaultHttp2HeadersFrame(head()));
    }
    channel
        .writeAndFlush(new DefaultHttp2DataFrame(framed(message)))
        .addListener(result -> written(result.cause()));
  }

  private static Http2Headers head() {
    return new DefaultHttp2Headers().status("200").set("content-type", "application/grpc");
  }

  private void written(Throwable failure) {
    if (failure != null) {
      fail();
      return;
    }
    synchronized (this) {
      writingSince = null;
    }
    write();
  }

  /** Sends the trailers; without a message before them, they are the headers too. */
  private void finish(Http2Headers trailers) {
    trailers.setInt(STATUS, ending.status().code()).set(MESSAGE, ending.detail());
    end()
        .ifPresent(
            actions -> {
              channel
                  .writeAndFlush(new DefaultHttp2HeadersFrame(trailers, true))
                  .addListener(ChannelFutureListener.CLOSE);
              actions.forEach(Runnable::run);
            });
  }

  /** Ends the call because the connection or the reader failed; the stream is reset. */
  void fail() {
    end()
        .ifPresent(
            actions -> {
              ChannelFuture unused = channel.close();
              actions.forEach(Runnable::run);
            });
  }

  /** Ends the call if its reader has not taken a message for so long. */
  void failIfSlow(Instant now, Duration slowest) {
    Optional<Instant> since;
    synchronized (this) {
      since = Optional.ofNullable(writingSince);
    }
    if (since.isPresent() && since.get().plus(slowest).isBefore(now)) {
      fail();
    }
  }

  /** The actions of the end, or empty if the call had ended before. */
  private synchronized Optional<List<Runnable>> end() {
    if (ended) {
      return Optional.empty();
    }
    ended = true;
    return Optional.of(List.copyOf(whenEnded));
  }

  /** The message after one octet that says "not compressed" and its length in four octets. */
  private static ByteBuf framed(byte[] message) {
    return Unpooled.buffer(PREFIX + message.length)
        .writeByte(0)
        .writeInt(message.length)
        .writeBytes(message);
  }
}
