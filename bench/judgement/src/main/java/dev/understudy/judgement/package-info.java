/**
 * Grades forecasts, detectors, probabilities and decisions on recorded traces, beside their peers, task by task. Imports
 * core and models.
 */
@NullMarked
package dev.understudy.judgement;

import org.jspecify.annotations.NullMarked;
