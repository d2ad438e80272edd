package org.bailiwick.proxy.grpc;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The calls that are open, with what all of them share. */
record OpenCalls(GrpcService service, Consumer<String> log, Set<HttpStream> streams) {

  OpenCalls(GrpcService service, Consumer<String> log) {
    this(service, log, ConcurrentHashMap.newKeySet());
  }

  GrpcLimits limits() {
    return service.limits();
  }

  /** Adds a call until it has ended; returns false if there are too many. */
  boolean add(HttpStream stream) {
    if (streams.size() >= limits().calls()) {
      return false;
    }
    streams.add(stream);
    stream.whenEnded(() -> streams.remove(stream));
    return true;
  }

  /** Ends the calls whose readers take no messages. */
  void endSlow() {
    Instant now = Instant.now();
    streams.forEach(each -> each.failIfSlow(now, limits().slowest()));
  }

  /** Ends all calls, since the server stops. */
  void endAll() {
    GrpcRefusal stopping =
        new GrpcRefusal(GrpcStatus.UNAVAILABLE, "stopping", "The server is stopping");
    streams.forEach(each -> each.refuse(stopping));
  }
}
