package org.bailiwick.broker.directory;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetKind;
import org.bailiwick.broker.backend.BackEndDriver;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;

/** Directories by LDAP version 3 (RFC 4511) that know Password Modify (RFC 3062). */
public final class DirectoryDriver implements BackEndDriver {
  /** The method of {@code credential}: a password for each call. */
  static final String METHOD = "ldap-password-check-out";

  /** One place for each account, whichever files name it. */
  private final Map<String, Semaphore> places = new ConcurrentHashMap<>();

  /** For one broker. */
  public DirectoryDriver() {}

  @Override
  public Set<AssetKind> kinds() {
    return Set.of(AssetKind.DIRECTORY);
  }

  @Override
  public void check(Asset asset) {
    DirectoryRules.of(asset);
  }

  @Override
  public BackEndWork open(Asset asset, BackEndTools tools) {
    DirectoryRules rules = DirectoryRules.of(asset);
    return new DirectoryWork(
        rules,
        tools,
        account -> places.computeIfAbsent(rules.key(account), key -> new Semaphore(1)));
  }
}
