package org.bailiwick.command.agent;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.renewal.RenewalWatch;
import org.bailiwick.command.enrolment.EnrolmentOptions;
import org.bailiwick.command.enrolment.ListingOptions;
import org.bailiwick.command.enrolment.OptionsFile;
import org.bailiwick.proxy.AgentProxy;
import org.bailiwick.proxy.ProxySettings;
import org.bailiwick.proxy.ProxySettings.WorkloadSocket;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code agent proxy}: holds an agent's key and tokens in a process of its own and renews the
 * credential; the agent gets assertions, answers and orders over a socket. If asked for, it keeps
 * the agent listed in the registry. It ends when it is killed, when the name is frozen, or when an
 * officer rejects a renewal.
 */
@Command(
    name = "proxy",
    description = "Keeps an agent's key and tokens away from the agent (docs/agent-proxy.md).")
final class ProxyCommand extends FolderCommand {
  private static final String SECONDS_FOR_A_REQUEST = "30";

  @Option(
      names = "--socket",
      required = true,
      description = "Socket to listen at, in a folder of its own, which is made with mode 0700.")
  private Path socket;

  @Option(
      names = "--rules",
      required = true,
      description = "The proxy's rules, as JSON: audiences and destinations.")
  private Path rules;

  @Option(
      names = "--group",
      description = "Group of the agent's account, which may use the socket too.")
  private String group;

  @Option(
      names = "--workload-api",
      paramLabel = "SOCKET",
      description =
          "Socket of the SPIFFE Workload API, in a folder as that of --socket; for whom and what"
              + " it serves is in workload_api of the rules (docs/workload-api.md).")
  private Path workloadApi;

  @ArgGroup(exclusive = false)
  private ListingOptions listing;

  @Override
  public Integer call() throws InterruptedException {
    limitRequests();
    CredentialFolder credential = folder();
    EnrolmentOptions options = new OptionsFile(credential).read().requireConsentFor(credential);
    ProxySettings settings =
        new ProxySettings(
                credential,
                options.domain().trusted(),
                rules,
                socket,
                Optional.ofNullable(group),
                Optional.ofNullable(workloadApi)
                    .map(at -> new WorkloadSocket(at, options.domain().authority())))
            .listed(Optional.ofNullable(listing).map(ListingOptions::wanted));
    try (AuthorityClient authority = options.connect();
        AgentProxy proxy = AgentProxy.start(settings, this::say)) {
      Thread ending = new Thread(proxy::close);
      Runtime.getRuntime().addShutdownHook(ending);
      try {
        proxy.workloadSocket().ifPresent(at -> say("SPIFFE_ENDPOINT_SOCKET=unix://" + at));
        say(
            "ready socket="
                + proxy.socket()
                + proxy.listener().map(at -> " work=" + at.getPort()).orElse(""));
        new RenewalWatch(options.renewal(authority, credential, false), this::say).run();
      } finally {
        forget(ending);
      }
    }
    return 0;
  }

  /** The hook closes the proxy when the process is told to end; otherwise this method's caller. */
  private static void forget(Thread ending) {
    try {
      Runtime.getRuntime().removeShutdownHook(ending);
    } catch (IllegalStateException ends) {
      // the process is ending, and the hook has begun
    }
  }

  /**
   * Sets properties that the JDK's server reads at its first use. By default it waits for ever for
   * the end of a request, and delays the last part of an answer until the peer's delayed ACK.
   */
  private static void limitRequests() {
    System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_FOR_A_REQUEST);
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }
}
