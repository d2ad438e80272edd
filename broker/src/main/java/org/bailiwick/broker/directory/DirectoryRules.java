package org.bailiwick.broker.directory;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetLimits;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.asset.AssetOperation;
import org.bailiwick.broker.ldap.LdapServer;
import org.bailiwick.contract.capability.Capability;

/**
 * The file of a directory.
 *
 * @param user the account that may set the passwords of the others
 * @param secret the name of its password
 * @param accounts the accounts that are checked out, by their names in the file
 */
record DirectoryRules(
    LdapServer server,
    DN user,
    String secret,
    Map<String, DN> accounts,
    AssetLimits limits,
    Map<Capability, DirectoryOperation> operations) {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final int LDAPS_PORT = 636;
  private static final int LDAP_PORT = 389;
  private static final int MOST_ACCOUNTS = 100;

  /** An entry has names beside the values that count for an output. */
  private static final int MESSAGE_MARGIN = 64 * 1024;

  DirectoryRules {
    accounts = Map.copyOf(accounts);
    operations = Map.copyOf(operations);
  }

  /**
   * Reads the members of an asset file that are for directories.
   *
   * @throws IllegalArgumentException if they are not as they have to be
   */
  static DirectoryRules of(Asset asset) {
    String place = "asset " + asset.name();
    if (asset.file().containsKey("roles") || asset.file().containsKey("options")) {
      throw new IllegalArgumentException(place + ": roles and options are not for directories");
    }
    AssetMembers credential =
        AssetMembers.of(
            place + ": credential",
            asset.credential(),
            Set.of("method", "user", "secret", "accounts"));
    if (!asset.method().equals(DirectoryDriver.METHOD)) {
      throw credential.fault("method", "is not " + DirectoryDriver.METHOD);
    }
    URI url = url(asset);
    Map<String, DN> accounts = accounts(credential);
    AssetLimits limits = AssetLimits.of(asset);
    Map<Capability, DirectoryOperation> operations = new HashMap<>();
    for (AssetOperation operation : asset.operations()) {
      operations.put(
          operation.capability(), DirectoryOperation.read(place, operation, accounts.keySet()));
    }
    return new DirectoryRules(
        new LdapServer(
            url.getHost(), port(url), caFile(asset, url), limits.bytes() + MESSAGE_MARGIN),
        name(credential, "user", credential.text("user")),
        credential.text("secret"),
        accounts,
        limits,
        operations);
  }

  private static URI url(Asset asset) {
    URI url = asset.url();
    boolean known = "ldaps".equals(url.getScheme()) || "ldap".equals(url.getScheme());
    if (known
        && url.getHost() != null
        && url.getRawQuery() == null
        && Set.of("", "/").contains(url.getRawPath())) {
      return url;
    }
    throw new IllegalArgumentException(
        "asset " + asset.name() + ": url is not ldaps://host:port or ldap://host:port");
  }

  private static int port(URI url) {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return "ldaps".equals(url.getScheme()) ? LDAPS_PORT : LDAP_PORT;
  }

  private static Optional<Path> caFile(Asset asset, URI url) {
    AssetMembers file = AssetMembers.of(asset.name(), asset.file(), asset.file().keySet());
    AssetMembers tls =
        AssetMembers.of(
            "asset " + asset.name() + ": tls", file.object("tls"), Set.of("mode", "ca_file"));
    boolean secured = "ldaps".equals(url.getScheme());
    return switch (tls.text("mode")) {
      case "verify-full" -> {
        if (!secured) {
          throw tls.fault("mode", "is verify-full, for which the URL begins with ldaps");
        }
        yield Optional.of(Path.of(tls.text("ca_file")));
      }
      case "none" -> {
        if (secured || !LOOPBACK.contains(url.getHost())) {
          throw tls.fault("mode", "is none, which only ldap at this machine may have");
        }
        yield Optional.empty();
      }
      default -> throw tls.fault("mode", "is not verify-full or none");
    };
  }

  private static Map<String, DN> accounts(AssetMembers credential) {
    JsonObject table = credential.object("accounts");
    if (table.isEmpty() || table.size() > MOST_ACCOUNTS) {
      throw credential.fault("accounts", "has not 1 to 100 members");
    }
    Map<String, DN> accounts = new HashMap<>();
    table.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || !(value instanceof JsonString text)) {
            throw credential.fault(
                "accounts", "has a member that is not a name of a-z, 0-9 and - with a text");
          }
          accounts.put(name, name(credential, "accounts", text.getString()));
        });
    return accounts;
  }

  private static DN name(AssetMembers members, String member, String text) {
    try {
      DN name = new DN(text);
      if (!name.isNullDN()) {
        return name;
      }
    } catch (LDAPException ignored) {
      // refused below
    }
    throw members.fault(member, "is not a distinguished name");
  }

  /** What the account of this name is, whichever file names it. */
  String key(String account) {
    return server.host() + ":" + server.port() + "/" + accounts.get(account).toNormalizedString();
  }
}
