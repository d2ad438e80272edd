package org.bailiwick.broker.access;

import jakarta.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.credential.BackEndAuthentication;
import org.bailiwick.broker.credential.CallCredential;
import org.bailiwick.broker.credential.CredentialMethods;
import org.bailiwick.broker.credential.ShownCertificate;
import org.bailiwick.broker.credential.WithCertificate;
import org.bailiwick.broker.outbound.BackEndConnection;
import org.bailiwick.broker.outbound.BackEndPlace;
import org.bailiwick.client.credential.CredentialFolder;

/** A tool server or an API as its asset file describes it. */
public final class HttpAsset {
  private static final Set<String> OPTIONS = Set.of("addresses");
  private static final Set<String> TLS = Set.of("ca_file", "client_certificate");

  private final BackEndPlace place;
  private final AssetLimits limits;
  private final CredentialMethods methods;
  private final Optional<ShownCertificate> shown;

  private HttpAsset(
      BackEndPlace place,
      AssetLimits limits,
      CredentialMethods methods,
      Optional<ShownCertificate> shown) {
    this.place = place;
    this.limits = limits;
    this.methods = methods;
    this.shown = shown;
  }

  /**
   * Reads the members {@code url}, {@code tls}, {@code options}, {@code limits} and {@code
   * credential}.
   *
   * @param more options of the kind of asset, beside {@code addresses}
   * @throws IllegalArgumentException naming the asset, the member and the rule
   */
  public static HttpAsset of(Asset asset, Set<String> more) {
    String name = "asset " + asset.name();
    if (asset.file().containsKey("roles")) {
      throw new IllegalArgumentException(name + ": roles are for databases");
    }
    return new HttpAsset(
        place(asset, more), AssetLimits.of(asset), CredentialMethods.of(asset), shown(asset));
  }

  /** A certificate that is shown beside what the method does. */
  private static Optional<ShownCertificate> shown(Asset asset) {
    AssetMembers members = members(asset, "tls", TLS);
    Optional<ShownCertificate> shown =
        members.optionalText("client_certificate").map(ShownCertificate::parse);
    if (shown.isPresent() && asset.method().equals("client-certificate")) {
      throw members.fault("client_certificate", "is for other methods than client-certificate");
    }
    return shown;
  }

  private static BackEndPlace place(Asset asset, Set<String> more) {
    Set<String> options = new TreeSet<>(OPTIONS);
    options.addAll(more);
    try {
      return BackEndPlace.of(
          asset.url(),
          members(asset, "options", options).optionalText("addresses"),
          members(asset, "tls", TLS).optionalText("ca_file"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("asset " + asset.name() + ": " + e.getMessage(), e);
    }
  }

  /** The members of an object of the file that may be absent. */
  public static AssetMembers members(Asset asset, String member, Set<String> known) {
    String name = "asset " + asset.name() + ": " + member;
    if (asset.file().getOrDefault(member, JsonObject.EMPTY_JSON_OBJECT)
        instanceof JsonObject object) {
      return AssetMembers.of(name, object, known);
    }
    throw new IllegalArgumentException(name + " is not an object");
  }

  public BackEndPlace place() {
    return place;
  }

  /** Opens it; no connection is made yet. */
  public Opened open(BackEndTools tools) {
    Optional<CredentialFolder> beside = shown.map(certificate -> certificate.folder(tools));
    return new Opened(
        BackEndConnection.to(place.showing(beside.or(() -> methods.shown(tools)))),
        beside
            .<BackEndAuthentication>map(folder -> new WithCertificate(methods.open(tools), folder))
            .orElseGet(() -> methods.open(tools)),
        tools,
        limits);
  }

  /** An asset that can be called. */
  public record Opened(
      BackEndConnection connection,
      BackEndAuthentication authentication,
      BackEndTools tools,
      AssetLimits limits)
      implements AutoCloseable {

    /**
     * Begins a call: gets its credential and records the receipt.
     *
     * @throws org.bailiwick.broker.outbound.BackEndFault when there is no credential
     * @throws org.bailiwick.contract.problem.ProblemException when nothing can be recorded
     */
    public HttpCall begin(BackEndCall call) {
      CallCredential credential = authentication.forCall(call);
      tools.receipts().record(call, credential.use());
      return new HttpCall(connection, credential, limits, tools.clock(), call.deadline());
    }

    @Override
    public void close() {
      authentication.close();
      connection.close();
    }
  }
}
