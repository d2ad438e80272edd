package org.bailiwick.system.enrolment;

import java.util.function.Consumer;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.system.BadInput;
import org.bailiwick.system.BadInputTable;
import org.bailiwick.system.Component;

/** A table whose rows change one thing of an enrolment that would be granted. */
abstract class EnrolmentTable extends BadInputTable {

  EnrolmentTable() {
    super(Component.ACA);
  }

  Enrolment enrolment() {
    return new Enrolment(nodes, wire);
  }

  BadInput row(String name, Consumer<Enrolment> change, ProblemType type, String check) {
    return BadInput.refused(
        name,
        () -> {
          Enrolment enrolment = enrolment();
          change.accept(enrolment);
          return enrolment.call();
        },
        type,
        check);
  }

  @Override
  protected void requireService() {
    enrolment().granted();
  }
}
