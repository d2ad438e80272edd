package org.bailiwick.contract.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test that Jazzer runs with inputs of its own making, for as long as JAZZER_MAX_DURATION says,
 * after the seeds of the {@code MethodSource} that stands above it.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@FuzzTest
public @interface Fuzz {}
