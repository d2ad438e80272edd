package org.bailiwick.command.broker;

import java.util.List;
import java.util.function.Predicate;
import org.bailiwick.broker.BrokerDesk;
import org.bailiwick.broker.BrokerSettings;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.lease.CredentialLease;
import org.bailiwick.broker.lease.LeaseBook;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker leases}: the credentials that exist at back ends for one call each. */
@Command(name = "leases", description = "Lists and ends the credentials of calls at back ends.")
final class LeasesCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = "Prints the leases as a tree: transaction, step of a job, lease.")
  int list(
      @Mixin SettingsOption settings,
      @Option(names = "--all", description = "Ended leases, too.") boolean all) {
    List<CredentialLease> leases =
        settings.withStore(
            store -> all ? new LeaseBook(store).latest() : new LeaseBook(store).open());
    new LeaseTree(leases).lines().forEach(spec.commandLine().getOut()::println);
    return 0;
  }

  @Command(
      name = "end",
      description =
          "Ends open leases at their back ends now, also of a call that runs; the call fails.")
  int end(
      @Mixin SettingsOption settings,
      @Mixin IdentityOption identity,
      @Option(names = "--lease", description = "Only this lease.") String lease,
      @Option(names = "--txn", description = "Only those of this transaction.") String txn) {
    BrokerSettings read = settings.read();
    Predicate<CredentialLease> chosen =
        row ->
            (lease == null || lease.equals(row.id()))
                && (txn == null || txn.equals(row.origin().transaction()));
    try (BrokerDesk desk =
        BrokerDesk.open(
            read,
            AssetFolder.read(read.assets()),
            identity.identity(),
            spec.commandLine().getOut()::println)) {
      int left = desk.sweeper().end(chosen, "operator");
      spec.commandLine().getOut().println(left + " not ended");
      return left == 0 ? 0 : 1;
    }
  }
}
