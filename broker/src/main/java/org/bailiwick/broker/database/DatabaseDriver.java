package org.bailiwick.broker.database;

import java.util.Set;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetKind;
import org.bailiwick.broker.backend.BackEndDriver;
import org.bailiwick.broker.backend.BackEndTools;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Marks;

/** Databases of PostgreSQL 13 or later. */
public final class DatabaseDriver implements BackEndDriver {
  /** The method of {@code credential}: a role for each call. */
  static final String METHOD = "postgresql-role";

  private final Marks marks;

  public DatabaseDriver(Marks marks) {
    this.marks = marks;
  }

  @Override
  public Set<AssetKind> kinds() {
    return Set.of(AssetKind.DATABASE);
  }

  @Override
  public void check(Asset asset) {
    DatabaseRules.of(asset);
  }

  @Override
  public BackEndWork open(Asset asset, BackEndTools tools) {
    return new DatabaseWork(DatabaseRules.of(asset), tools, marks);
  }
}
