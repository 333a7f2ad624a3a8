package dev.fleetward.testbed.scenario;

import java.util.SplittableRandom;

/// The form of the gaps between calls, of whatever mean. Immutable.
///
/// @param shape the less, the burstier; at 1 both forms are exponential
record Gaps(Form form, double shape) {
    enum Form {
        GAMMA,
        WEIBULL
    }

    static Gaps of(String form, double shape) {
        return new Gaps(form.equals("Weibull") ? Form.WEIBULL : Form.GAMMA, shape);
    }

    /// A gap of mean 1.
    double draw(SplittableRandom random) {
        return switch (form) {
            case GAMMA -> gamma(shape, random) / shape;
            case WEIBULL ->
                    Math.pow(-Math.log(1 - random.nextDouble()), 1 / shape)
                            / Math.exp(logGamma(1 + 1 / shape));
        };
    }

    /// Marsaglia and Tsang, "A simple method for generating gamma variables", 2000.
    private static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0
                    && Math.log(1 - random.nextDouble())
                            < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    /// Stirling's series, after moving the argument to where it is exact enough.
    private static double logGamma(double x) {
        double shift = 0;
        double z = x;
        while (z < 10) {
            shift += Math.log(z);
            z += 1;
        }
        double inverse = 1 / (z * z);
        return (z - 0.5) * Math.log(z)
                - z
                + 0.5 * Math.log(2 * Math.PI)
                + (1.0 / 12 - inverse * (1.0 / 360 - inverse / 1_260)) / z
                - shift;
    }
}
