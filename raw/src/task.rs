//! Safe code that is compiled for what the machine has.

use crate::Level;

/// Something to do. What is to be compiled for the machine has to be inlined into `run`, which is inlined itself.
pub trait Task {
    /// What comes of it.
    type Output;
    /// Does it; to be marked `#[inline(always)]`.
    fn run(self) -> Self::Output;
}

/// Does `task`, compiled for the instructions of a level: the compiler may use vectors as wide as the machine's. A level that the machine
/// does not have is taken for a lower one, the plain one at worst.
#[inline]
pub fn vectorized<T: Task>(level: Level, task: T) -> T::Output {
    match level {
        #[cfg(target_arch = "x86_64")]
        Level::Avx512
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
                && std::arch::is_x86_feature_detected!("avx512vbmi2")
                && std::arch::is_x86_feature_detected!("avx512vl")
                && std::arch::is_x86_feature_detected!("avx2") =>
        {
            // SAFETY: the machine has all five features, as was just asked.
            unsafe { avx512(task) }
        }
        #[cfg(target_arch = "x86_64")]
        Level::Avx2 | Level::Avx512 if std::arch::is_x86_feature_detected!("avx2") => {
            // SAFETY: the machine has the feature, as was just asked.
            unsafe { avx2(task) }
        }
        _ => task.run(),
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512vbmi2,avx2")]
fn avx512<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<T: Task>(task: T) -> T::Output {
    task.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sum<'n>(&'n [u64]);

    impl Task for Sum<'_> {
        type Output = u64;

        fn run(self) -> u64 {
            self.0.iter().map(|n| n << 1).sum()
        }
    }

    #[test]
    fn every_way_does_the_task() {
        let numbers: [u64; 37] = std::array::from_fn(|i| i as u64);
        for level in Level::all() {
            assert_eq!(vectorized(level, Sum(&numbers)), 36 * 37, "{level:?}");
        }
    }
}
