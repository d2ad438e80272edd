package org.bailiwick.command.broker;

import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.broker.BackEnds;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.asset.AssetOperation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code broker check}: checks settings and asset files without a connection to a back end. */
@Command(
    name = "check",
    description = "Checks the settings and the asset files, and prints what each asset serves.")
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Override
  public Integer call() {
    List<Asset> assets = AssetFolder.read(settings.read().assets());
    BackEnds.check(assets);
    for (Asset asset : assets) {
      print(
          "%s  %s  %s  owner %s  risk %s"
              .formatted(
                  asset.name(), asset.kind().text(), asset.method(), asset.owner(), asset.risk()));
      for (AssetOperation operation : asset.operations()) {
        print("  " + operation.capability());
      }
    }
    return 0;
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line.replaceAll("\\p{Cntrl}", "?"));
  }
}
