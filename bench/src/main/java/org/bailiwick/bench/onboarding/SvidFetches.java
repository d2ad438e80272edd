package org.bailiwick.bench.onboarding;

import io.spiffe.exception.SocketEndpointAddressException;
import io.spiffe.exception.X509ContextException;
import io.spiffe.workloadapi.DefaultWorkloadApiClient;
import io.spiffe.workloadapi.WorkloadApiClient;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.bailiwick.bench.load.Operation;

/** Fetches of one X.509-SVID with its bundles by java-spiffe, on connections that are kept. */
final class SvidFetches implements Operation {
  private static final int CONNECTIONS = 32;

  private final String socket;
  private final BlockingQueue<WorkloadApiClient> idle = new LinkedBlockingQueue<>();

  SvidFetches(String socket) {
    this.socket = socket;
  }

  static WorkloadApiClient client(String socket) {
    try {
      return DefaultWorkloadApiClient.newClient(
          DefaultWorkloadApiClient.ClientOptions.builder().spiffeSocketPath(socket).build());
    } catch (SocketEndpointAddressException e) {
      throw new IllegalArgumentException("no address of a Workload API: " + socket, e);
    }
  }

  /** Opens the connections; there is no number of fetches after which it is used up. */
  @Override
  public void prepare(int count) {
    while (idle.size() < CONNECTIONS) {
      idle.add(client(socket));
    }
  }

  /** Each thread has a connection of its own, as long as there are fewer threads. */
  @Override
  public void open() throws InterruptedException {
    perform();
  }

  @Override
  public Outcome perform() throws InterruptedException {
    WorkloadApiClient client = idle.take();
    try {
      return client.fetchX509Context().getX509Svids().isEmpty() ? Outcome.BAD : Outcome.GOOD;
    } catch (X509ContextException e) {
      System.err.println("no X.509-SVID: " + e);
      return Outcome.BAD;
    } finally {
      idle.add(client);
    }
  }
}
