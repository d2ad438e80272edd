package org.bailiwick.contract.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a fuzz test. Jazzer runs it first with the seeds of its {@code MethodSource}, and then with
 * generated inputs for the time in JAZZER_MAX_DURATION.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@FuzzTest
public @interface Fuzz {}
