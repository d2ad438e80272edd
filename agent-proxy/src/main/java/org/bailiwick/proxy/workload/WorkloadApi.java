package org.bailiwick.proxy.workload;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.proxy.grpc.GrpcLimits;
import org.bailiwick.proxy.grpc.GrpcMethod;
import org.bailiwick.proxy.grpc.GrpcRefusal;
import org.bailiwick.proxy.grpc.GrpcService;
import org.bailiwick.proxy.grpc.GrpcStatus;
import org.bailiwick.proxy.grpc.GrpcStream;
import org.bailiwick.proxy.rules.Refusals;
import org.bailiwick.proxy.rules.WorkloadApiRules;

/**
 * The methods of the Workload API and the answers of the moment. {@link WorkloadWatch} calls it
 * when credential or bundle may have changed.
 */
public final class WorkloadApi {
  private static final GrpcRefusal KEY_IS_KEPT =
      denied("workload-key-kept", "The operator of this proxy does not let it give out the key");
  private static final GrpcRefusal KEY_IS_IN_HARDWARE =
      denied("workload-key-in-hardware", "The private key is in a TPM or token and stays there");
  private static final GrpcRefusal ENDED =
      denied("workload-credential-ended", "The credential has expired or cannot be read");
  private static final GrpcRefusal NO_BUNDLE =
      new GrpcRefusal(
          GrpcStatus.UNAVAILABLE, "workload-api-bundle", "The trust bundle is not read yet");
  private static final GrpcRefusal NOT_BUILT =
      new GrpcRefusal(
          GrpcStatus.UNIMPLEMENTED, "workload-profile", "This endpoint does not have the method");

  private final CredentialFolder folder;
  private final WorkloadApiRules rules;
  private final TrustDomain domain;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final JwtSvids jwtSvids;
  private final JwtSvidCheck check;
  private final Broadcast svids = new Broadcast();
  private final Broadcast x509Bundles = new Broadcast();
  private final Broadcast jwtBundles = new Broadcast();
  private PublishedBundle bundle;
  private Optional<X509Svid> svid = Optional.empty();
  private GrpcRefusal without = ENDED;
  private String generation = "";

  WorkloadApi(
      CredentialFolder folder,
      TrustDomain domain,
      WorkloadApiRules rules,
      JwtSvids jwtSvids,
      InstantSource clock,
      Consumer<String> log) {
    this.folder = folder;
    this.domain = domain;
    this.rules = rules;
    this.jwtSvids = jwtSvids;
    this.check = new JwtSvidCheck(domain, clock);
    this.clock = clock;
    this.log = log;
  }

  /** The service with its mandatory metadata (SPIFFE Workload Endpoint section 3). */
  public GrpcService service() {
    GrpcMethod unimplemented = (request, stream) -> Optional.of(NOT_BUILT);
    return new GrpcService(
        "SpiffeWorkloadAPI",
        Map.of("workload.spiffe.io", "true"),
        Map.of(
            "FetchX509SVID",
            (request, stream) -> svids.join(stream),
            "FetchX509Bundles",
            (request, stream) -> x509Bundles.join(stream),
            "FetchJWTBundles",
            (request, stream) -> jwtBundles.join(stream),
            "FetchJWTSVID",
            jwtSvids::fetch,
            "ValidateJWTSVID",
            this::validate,
            "FetchWITSVID",
            unimplemented,
            "FetchWITBundles",
            unimplemented),
        GrpcLimits.DEFAULT);
  }

  private Optional<GrpcRefusal> validate(byte[] request, GrpcStream stream) {
    String keys;
    synchronized (this) {
      if (bundle == null) {
        return Optional.of(NO_BUNDLE);
      }
      keys = bundle.jwt();
    }
    return check.validate(request, keys, stream);
  }

  /**
   * Requires that the rules fit the credential, at the start.
   *
   * @throws ProblemException if the key is to be given out and is in a TPM or token
   */
  void requireGivableKey() {
    if (rules.givesPrivateKey() && X509Svid.read(folder).isEmpty()) {
      throw Refusals.malformed(
          "workload-key-in-hardware",
          "gives_private_key is set, but the private key is in a TPM or token and stays there");
    }
  }

  /** Takes a bundle that was read, unless it is older than the one in use. */
  synchronized void bundle(PublishedBundle read) {
    if (bundle != null && read.sequence() < bundle.sequence()) {
      log.accept("workload-api bundle is older, sequence=" + read.sequence());
      return;
    }
    bundle = read;
    String id = SpiffeId.SCHEME + domain.name();
    int streams = x509Bundles.publish(new ProtocolBuffer().entry(2, id, read.x509()).encoded());
    streams +=
        jwtBundles.publish(
            new ProtocolBuffer()
                .entry(1, id, read.jwt().getBytes(StandardCharsets.UTF_8))
                .encoded());
    if (streams > 0) {
      log.accept("workload-api bundle sequence=%s streams=%s".formatted(read.sequence(), streams));
    }
    publishSvid();
  }

  /** Reads the credential if its generation is another one, and looks whether it has expired. */
  synchronized void credential() {
    String current = folder.generationInUse();
    if (!current.equals(generation)) {
      svid = rules.givesPrivateKey() ? X509Svid.read(folder) : Optional.empty();
      without = rules.givesPrivateKey() ? KEY_IS_IN_HARDWARE : KEY_IS_KEPT;
      generation = current;
    }
    publishSvid();
  }

  /** Ends the streams of X.509-SVIDs, because the folder cannot be read. */
  synchronized void credentialUnreadable() {
    generation = "";
    svid = Optional.empty();
    without = ENDED;
    publishSvid();
  }

  private void publishSvid() {
    Optional<GrpcRefusal> refusal = refusal();
    if (refusal.isPresent()) {
      svids.refuse(refusal.get());
    } else if (bundle != null) {
      X509Svid given = svid.orElseThrow();
      int streams = svids.publish(message(given));
      if (streams > 0) {
        log.accept(
            "workload-api sent serial=%s streams=%s".formatted(given.serial().hex(), streams));
      }
    }
  }

  private Optional<GrpcRefusal> refusal() {
    if (svid.isEmpty()) {
      return Optional.of(without);
    }
    return clock.instant().isBefore(svid.get().notAfter()) ? Optional.empty() : Optional.of(ENDED);
  }

  private byte[] message(X509Svid given) {
    ProtocolBuffer one = given.message(bundle);
    rules.hint().ifPresent(hint -> one.text(5, hint));
    return new ProtocolBuffer().message(1, one).encoded();
  }

  private static GrpcRefusal denied(String check, String detail) {
    return new GrpcRefusal(GrpcStatus.PERMISSION_DENIED, check, detail);
  }
}
