package org.bailiwick.master;

import static org.assertj.core.api.Assertions.assertThat;

import org.bailiwick.node.description.DescribedExamples;
import org.bailiwick.node.testing.InterfaceDescription;
import org.junit.jupiter.api.Test;

class InterfaceDescriptionTest {

  @Test
  void describesEveryRouteAndNoOther() {
    assertThat(InterfaceDescription.described())
        .isEqualTo(InterfaceDescription.routes(new MasterApplication()));
  }

  @Test
  void everyOperationNamesWhatEveryRouteCanRefuse() {
    assertThat(InterfaceDescription.withoutUsualRefusals()).isEmpty();
  }

  @Test
  void everyRequestAndAnswerInJsonHasAnExampleOfItsSchema() {
    assertThat(DescribedExamples.faults()).isEmpty();
  }
}
