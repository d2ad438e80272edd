package org.bailiwick.proxy;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.bailiwick.proxy.grpc.GrpcServer;
import org.bailiwick.proxy.grpc.PeerAccounts;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.rules.WorkloadApiRules;
import org.bailiwick.proxy.workload.WorkloadWatch;
import org.bailiwick.proxy.workload.WorkloadWatch.BundleOrigin;

/** The socket of the SPIFFE Workload API, beside the proxy's own. */
final class WorkloadEndpoint implements AutoCloseable {
  private final WorkloadWatch watch;
  private final GrpcServer server;
  private final Path socket;

  private WorkloadEndpoint(WorkloadWatch watch, GrpcServer server, Path socket) {
    this.watch = watch;
    this.server = server;
    this.socket = socket;
  }

  static WorkloadEndpoint start(
      ProxySettings settings,
      ProxySettings.WorkloadSocket at,
      ProxyRules rules,
      Consumer<String> log) {
    WorkloadApiRules ours = rules.workloadApi().orElseThrow();
    PeerAccounts accounts = accounts(ours);
    SocketPlace place = new SocketPlace(at.socket(), settings.group());
    place.prepare();
    WorkloadWatch watch =
        WorkloadWatch.start(
            settings.folder(), new BundleOrigin(settings.trusted(), at.authority()), ours, log);
    try {
      GrpcServer server = GrpcServer.start(place.socket(), watch.api().service(), accounts, log);
      WorkloadEndpoint endpoint = new WorkloadEndpoint(watch, server, place.socket());
      try {
        place.finish();
      } catch (RuntimeException e) {
        server.close();
        throw e;
      }
      return endpoint;
    } catch (RuntimeException e) {
      watch.close();
      throw e;
    }
  }

  /** Option and rules belong together; one of them alone is a mistake. */
  static void requireBoth(ProxySettings settings, ProxyRules rules) {
    if (settings.workloadApi().isPresent() != rules.workloadApi().isPresent()) {
      throw Refusals.malformed(
          "workload-api-rules",
          "The Workload API needs both --workload-api and workload_api in the rules");
    }
  }

  private static PeerAccounts accounts(WorkloadApiRules rules) {
    return rules.users().isEmpty() && rules.groups().isEmpty()
        ? PeerAccounts.own()
        : PeerAccounts.of(rules.users(), rules.groups());
  }

  Path socket() {
    return socket;
  }

  @Override
  public void close() {
    server.close();
    watch.close();
  }
}
