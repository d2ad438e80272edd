package org.bailiwick.injector.process;

import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.tls.CaTrust;
import org.bailiwick.injector.admission.AdmissionCounts;
import org.bailiwick.injector.admission.PodAdmissions;
import org.bailiwick.injector.listen.ApiServerIdentity;
import org.bailiwick.injector.listen.InjectorListener;
import org.bailiwick.injector.listen.InjectorPages;
import org.bailiwick.injector.listen.ServingCertificate;
import org.bailiwick.injector.policy.PolicyFile;
import org.bailiwick.listener.HttpListener;

/** The running sidecar injector. */
public final class SidecarInjector implements AutoCloseable {
  /** Handshake and headers, and then the body, come within this: half of an API server's 10 s. */
  private static final Duration REQUEST = Duration.ofSeconds(5);

  private final HttpListener listener;

  private SidecarInjector(HttpListener listener) {
    this.listener = listener;
  }

  /**
   * Starts it.
   *
   * @throws IOException if it cannot listen, or a CA cannot be read
   */
  public static SidecarInjector start(InjectorSettings settings, Consumer<String> log)
      throws IOException {
    return start(settings, REQUEST, log);
  }

  static SidecarInjector start(InjectorSettings settings, Duration limit, Consumer<String> log)
      throws IOException {
    PolicyFile policy = policy(settings, log);
    ServingCertificate certificate = certificate(settings, log);
    Optional<ApiServerIdentity> caller = caller(settings);
    AdmissionCounts counts = new AdmissionCounts();
    InjectorPages pages =
        new InjectorPages(
            new PodAdmissions(policy::current, counts, log),
            caller,
            new InjectorWatch(policy, certificate, counts, Clock.systemUTC()),
            limit);
    return new SidecarInjector(
        InjectorListener.start(
            new InjectorListener.Place(settings.listen(), certificate, caller, limit), pages));
  }

  private static PolicyFile policy(InjectorSettings settings, Consumer<String> log) {
    return PolicyFile.open(settings.policy(), System::nanoTime, log);
  }

  private static ServingCertificate certificate(InjectorSettings settings, Consumer<String> log) {
    return ServingCertificate.open(settings.certificate(), settings.key(), log);
  }

  private static Optional<ApiServerIdentity> caller(InjectorSettings settings) throws IOException {
    if (settings.client().isEmpty()) {
      return Optional.empty();
    }
    InjectorSettings.Client client = settings.client().get();
    try {
      return Optional.of(
          new ApiServerIdentity(
              CaTrust.of(Pem.certificates(Files.readAllBytes(client.ca()))), client.commonName()));
    } catch (GeneralSecurityException e) {
      throw new IOException("The CAs of the API server cannot be used", e);
    }
  }

  /**
   * Reads settings, policy, certificate and CA as a start does, and tells when the certificate
   * ends.
   *
   * @throws IOException if a CA cannot be read
   */
  public static String check(InjectorSettings settings) throws IOException {
    int namespaces = policy(settings, line -> {}).current().namespaces().size();
    String end = certificate(settings, line -> {}).end().toString();
    String asks = caller(settings).map(ApiServerIdentity::commonName).orElse("anybody");
    return "namespaces=%d certificate_until=%s asked_by=%s".formatted(namespaces, end, asks);
  }

  /** The port at which it listens. */
  public int port() {
    return listener.port();
  }

  @Override
  public void close() {
    listener.close();
  }
}
