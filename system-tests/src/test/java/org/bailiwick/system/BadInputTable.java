package org.bailiwick.system;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of bad inputs for one component, each row a test; at the end the component serves. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BadInputTable {
  protected final Nodes nodes = Nodes.running();
  protected final Wire wire = new Wire(nodes.root());
  private final Component component;

  protected BadInputTable(Component component) {
    this.component = component;
  }

  protected abstract Stream<BadInput> table();

  /** A good request, which must be granted after all the bad ones. */
  protected abstract void requireService();

  /** The sender of the rows. */
  protected Wire sender() {
    return wire;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void refuses(BadInput input) {
    input.requireRefusedBy(component, sender());
  }

  @AfterAll
  void stillServes() {
    requireService();
  }
}
