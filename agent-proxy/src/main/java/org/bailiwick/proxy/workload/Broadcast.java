package org.bailiwick.proxy.workload;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.proxy.grpc.GrpcRefusal;
import org.bailiwick.proxy.grpc.GrpcStream;

/**
 * The answer of one method, with the streams that get each new one. A stream gets the answer of the
 * moment first.
 */
final class Broadcast {
  private final Set<GrpcStream> streams = new HashSet<>();
  private Optional<byte[]> message = Optional.empty();
  private Optional<GrpcRefusal> refusal = Optional.empty();

  /** Sends the message if it differs from the last one; returns how many streams get it. */
  synchronized int publish(byte[] next) {
    if (refusal.isEmpty() && message.filter(last -> Arrays.equals(last, next)).isPresent()) {
      return 0;
    }
    message = Optional.of(next);
    refusal = Optional.empty();
    streams.forEach(each -> each.send(next));
    return streams.size();
  }

  /** Ends all streams with this refusal, and refuses new ones. */
  void refuse(GrpcRefusal next) {
    Set<GrpcStream> ended;
    synchronized (this) {
      refusal = Optional.of(next);
      ended = Set.copyOf(streams);
      streams.clear();
    }
    ended.forEach(each -> each.refuse(next));
  }

  /** Sends the answer of the moment and each later one, or returns the refusal of the moment. */
  Optional<GrpcRefusal> join(GrpcStream stream) {
    synchronized (this) {
      if (refusal.isPresent()) {
        return refusal;
      }
      streams.add(stream);
      message.ifPresent(stream::send);
    }
    stream.whenEnded(() -> leave(stream));
    return Optional.empty();
  }

  private synchronized void leave(GrpcStream stream) {
    streams.remove(stream);
  }
}
