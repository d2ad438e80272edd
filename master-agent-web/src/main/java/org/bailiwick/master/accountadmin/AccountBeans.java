package org.bailiwick.master.accountadmin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.account.AccountSettings;
import org.bailiwick.master.account.Accounts;
import org.bailiwick.master.attempts.FailedAttempts;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.password.HashPlaces;
import org.bailiwick.node.writer.GroupWriter;

/** Produces the objects of accounts, one of each class. */
@ApplicationScoped
class AccountBeans {

  @Produces
  @Singleton
  AccountSettings settings(MasterSettings settings) {
    return settings.limits().accounts();
  }

  @Produces
  @Singleton
  Accounts accounts(Store store, GroupWriter writer, Clock clock) {
    return new Accounts(store, writer, clock);
  }

  @Produces
  @Singleton
  FailedAttempts attempts(Store store, GroupWriter writer, Clock clock) {
    return new FailedAttempts(store, writer, clock);
  }

  @Produces
  @Singleton
  HashPlaces places(AccountSettings settings) {
    return new HashPlaces(settings.checksAtOnce());
  }

  @Produces
  @Singleton
  CallerList callers(Store store, Clock clock) {
    return new CallerList(store, clock);
  }
}
