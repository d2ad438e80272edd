package org.bailiwick.broker.database;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.contract.capability.Capability;

/**
 * The file of a database.
 *
 * @param caFile the certificates by which the server is verified; empty for a connection without
 *     TLS, which only stays on this machine
 * @param user the role that may make roles
 * @param secret the name of its password
 */
record DatabaseRules(
    String host,
    int port,
    String database,
    Optional<String> caFile,
    String user,
    String secret,
    AssetLimits limits,
    Map<Capability, DatabaseOperation> operations) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
  private static final Pattern PATH = Pattern.compile("/[A-Za-z_][A-Za-z0-9_-]{0,62}");
  private static final int USUAL_PORT = 5432;

  DatabaseRules {
    operations = Map.copyOf(operations);
  }

  /**
   * Reads the members of an asset file that are for databases.
   *
   * @throws IllegalArgumentException if they are not as they have to be
   */
  static DatabaseRules of(Asset asset) {
    AssetMembers credential =
        AssetMembers.of(
            asset.name() + ": credential", asset.credential(), Set.of("method", "user", "secret"));
    if (!asset.method().equals(DatabaseDriver.METHOD)) {
      throw credential.fault("method", "is not " + DatabaseDriver.METHOD);
    }
    String user = credential.text("user");
    if (!NAME.matcher(user).matches()) {
      throw credential.fault("user", "is not a plain name of a role");
    }
    URI url = url(asset);
    Map<Capability, DatabaseOperation> operations = new HashMap<>();
    for (AssetOperation operation : asset.operations()) {
      operations.put(operation.capability(), DatabaseOperation.read(asset.name(), operation));
    }
    return new DatabaseRules(
        url.getHost(),
        url.getPort() < 0 ? USUAL_PORT : url.getPort(),
        url.getPath().substring(1),
        caFile(asset, url.getHost()),
        user,
        credential.text("secret"),
        AssetLimits.of(asset),
        operations);
  }

  private static URI url(Asset asset) {
    URI url = asset.url();
    if ("postgresql".equals(url.getScheme())
        && url.getHost() != null
        && url.getRawQuery() == null
        && PATH.matcher(url.getPath()).matches()) {
      return url;
    }
    throw new IllegalArgumentException(
        asset.name() + ": url is not postgresql://host:port/database");
  }

  private static Optional<String> caFile(Asset asset, String host) {
    AssetMembers file = AssetMembers.of(asset.name(), asset.file(), asset.file().keySet());
    AssetMembers tls =
        AssetMembers.of(asset.name() + ": tls", file.object("tls"), Set.of("mode", "ca_file"));
    return switch (tls.text("mode")) {
      case "verify-full" -> Optional.of(tls.text("ca_file"));
      case "none" -> {
        if (!LOOPBACK.contains(host)) {
          throw tls.fault("mode", "is none, which only an address of this machine may have");
        }
        yield Optional.empty();
      }
      default -> throw tls.fault("mode", "is not verify-full or none");
    };
  }
}
